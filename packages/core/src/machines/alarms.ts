import type { Instant } from '../ids.ts'
import type { Effect } from './effect.ts'

/** Something that will be due; made once, set and cleared as often as needed. */
export interface Alarm {
  /** Monotonic ms at which it rings; Infinity while it is not set. */
  readonly at: number
  /** Sets it anew, earlier or later. */
  set (at: number): void
  /** Sets it unless it rings before anyway. */
  setBy (at: number): void
  clear (): void
}

export type Ring = (now: Instant, out: Effect[]) => void

/** All that one peer waits for, the earliest first: one timer of the host drives them. */
export interface Alarms {
  create (ring: Ring): Alarm
  /** Monotonic ms of the earliest; Infinity when nothing is set. */
  next (): number
  /** Rings whatever is due. */
  ring (now: Instant, out: Effect[]): void
}

/** `place` in the heap; IDLE outside it; DUE while it waits for its turn to ring. */
interface Entry extends Alarm { at: number, place: number, readonly ring: Ring }

const IDLE = -1
const DUE = -2

/** A binary heap whose entries know their place, so that setting again is O(log n) and nothing is left behind. */
export function createAlarms (): Alarms {
  const heap: Entry[] = []

  function put (entry: Entry, place: number): void {
    heap[place] = entry
    entry.place = place
  }

  function rise (entry: Entry): void {
    let place = entry.place
    while (place > 0) {
      const parent = heap[(place - 1) >> 1]!
      if (parent.at <= entry.at) break
      put(parent, place)
      place = (place - 1) >> 1
    }
    put(entry, place)
  }

  function sink (entry: Entry): void {
    let place = entry.place
    for (;;) {
      let child = place * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++
      if (heap[child]!.at >= entry.at) break
      put(heap[child]!, place)
      place = child
    }
    put(entry, place)
  }

  function remove (entry: Entry): void {
    const { place } = entry
    entry.place = IDLE
    entry.at = Infinity
    if (place < 0) return
    const last = heap.pop()!
    if (last === entry) return
    put(last, place)
    rise(last)
    sink(last)
  }

  function set (entry: Entry, at: number): void {
    if (at === Infinity) return remove(entry)
    const earlier = at < entry.at
    entry.at = at
    if (entry.place < 0) {
      heap.push(entry)
      entry.place = heap.length - 1
      rise(entry)
    } else if (earlier) rise(entry)
    else sink(entry)
  }

  // Shared by all alarms: an engine has one for every member it knows.
  function setThis (this: Alarm, at: number): void { set(this as Entry, at) }
  function setThisBy (this: Alarm, at: number): void { if (at < this.at) set(this as Entry, at) }
  function clearThis (this: Alarm): void { remove(this as Entry) }

  return {
    create (ring) {
      const entry: Entry = { at: Infinity, place: IDLE, ring, set: setThis, setBy: setThisBy, clear: clearThis }
      return entry
    },
    next: () => heap.length === 0 ? Infinity : heap[0]!.at,
    ring (now, out) {
      // An alarm that sets itself to now again waits for the next tick: no loop here can be endless.
      const due: Entry[] = []
      while (heap.length > 0 && heap[0]!.at <= now.mono) {
        const entry = heap[0]!
        remove(entry)
        entry.place = DUE
        due.push(entry)
      }
      for (const entry of due) {
        // One that rang before may have cleared it, or set it anew.
        if (entry.place !== DUE) continue
        entry.place = IDLE
        entry.ring(now, out)
      }
    },
  }
}
