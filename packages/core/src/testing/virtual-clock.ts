import type { Instant } from '../ids.ts'

/** Time that moves only from one planned event to the next, in whole microseconds. */
export interface VirtualClock {
  /** Milliseconds since the clock was made. */
  readonly nowMs: number
  /** The same moment for a peer whose wall clock is off by `skewMs`. */
  instant (skewMs?: number): Instant
  /** Plans a call and returns what cancels it; those of one microsecond run in the order in which they were planned. */
  at (ms: number, run: () => void): () => void
  after (ms: number, run: () => void): () => void
  /** Runs the next planned call, unless there is none up to `untilMs`. */
  step (untilMs?: number): boolean
  /** Moves on to `ms`, running whatever is planned until then. */
  runTo (ms: number): void
  /** Calls that were run. */
  readonly steps: number
  /** Calls that are planned. */
  readonly waiting: number
}

/** Bounds that end a run which would not end by itself. */
export interface ClockLimits {
  /** Calls in one virtual second. @default Infinity */
  readonly maxPerSecond?: number
  /** Calls planned at the same time. @default Infinity */
  readonly maxWaiting?: number
}

interface Planned { readonly us: number, readonly sequence: number, run: (() => void) | undefined }

/** Calls of one microsecond; more is a loop that waiting will not end. */
const MAX_STEPS_AT_MOMENT = 100_000

/** Planned calls below which those that were taken back are left where they are. */
const MIN_SWEPT = 1_000

/** Creates a clock at 0 ms whose wall time is `startWallMs`. */
export function createVirtualClock (startWallMs = Date.UTC(2026, 0, 1), limits: ClockLimits = {}): VirtualClock {
  const { maxPerSecond = Infinity, maxWaiting = Infinity } = limits
  let heap: Planned[] = []
  let cancelled = 0
  let second = 0
  let stepsAtSecond = 0
  let us = 0
  let sequence = 0
  let steps = 0
  let stepsAtMoment = 0

  const before = (a: Planned, b: Planned): boolean => a.us < b.us || (a.us === b.us && a.sequence < b.sequence)

  function push (item: Planned): void {
    let index = heap.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(item, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = item
  }

  function pop (): Planned {
    const top = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
    return top
  }

  /** Alarms are planned anew all the time: what was taken back must not outgrow what is still to come. */
  function sweep (): void {
    if (heap.length < MIN_SWEPT || cancelled * 2 < heap.length) return
    // In order, an array is a heap.
    heap = heap.filter(({ run }) => run !== undefined).sort((a, b) => before(a, b) ? -1 : 1)
    cancelled = 0
  }

  function watch (): void {
    if (Math.floor(us / 1e6) !== second) {
      second = Math.floor(us / 1e6)
      stepsAtSecond = steps
    }
    if (steps - stepsAtSecond > maxPerSecond) {
      throw new Error(`more than ${maxPerSecond} calls in virtual second ${second}`)
    }
  }

  const clock: VirtualClock = {
    get nowMs () { return us / 1000 },
    get steps () { return steps },
    get waiting () { return heap.length - cancelled },
    instant: (skewMs = 0) => ({ mono: us / 1000, wall: startWallMs + us / 1000 + skewMs }),
    at (ms, run) {
      // Never in the past, and never before the moment asked for: who waits until a deadline must find it reached.
      const planned: Planned = { us: Math.max(us, microseconds(ms)), sequence: sequence++, run }
      push(planned)
      if (heap.length - cancelled > maxWaiting) throw new Error(`more than ${maxWaiting} calls are planned`)
      return () => {
        // What has run is not in the heap any more.
        if (planned.run === undefined) return
        planned.run = undefined
        cancelled++
        sweep()
      }
    },
    after: (ms, run) => clock.at(us / 1000 + ms, run),
    step (untilMs = Infinity) {
      while (heap.length > 0 && heap[0]!.us <= untilMs * 1000) {
        const planned = pop()
        const { us: at, run } = planned
        if (run === undefined) {
          cancelled--
          continue
        }
        planned.run = undefined
        stepsAtMoment = at === us ? stepsAtMoment + 1 : 0
        if (stepsAtMoment > MAX_STEPS_AT_MOMENT) {
          throw new Error(`time stands still at ${us / 1000} ms: something plans itself again and again`)
        }
        us = at
        steps++
        watch()
        run()
        return true
      }
      return false
    },
    runTo (ms) {
      while (clock.step(ms));
      us = Math.max(us, microseconds(ms))
    },
  }
  return clock
}

/** Whole microseconds that are not before `ms`, however the product is rounded. */
function microseconds (ms: number): number {
  const us = Math.ceil(ms * 1000)
  return us / 1000 < ms ? us + 1 : us
}
