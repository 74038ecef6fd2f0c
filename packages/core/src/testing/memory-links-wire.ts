import type { Wire, WireListener } from '../adapters/libp2p/pump/wire.ts'
import type { SystemPort } from '../ports.ts'

export interface WirePairOptions {
  readonly system: SystemPort
  /** Milliseconds from one end to the other. */
  readonly latencyMs: number
  /** Each way; Infinity: as fast as the scheduler turns. */
  readonly bytesPerSecond: number
  /** Both ways together; then the wire ends as a relay cuts it, without a word. */
  readonly limitBytes: number
}

/** One end of a memory wire. */
export interface WireEnd extends Wire {
  listener: WireListener | undefined
  /** Ends both ends now; what is under way is lost. */
  cut (): void
}

/** Bytes that wait to leave before a wire says it is full; half of it and it has room again. */
const ROOM_BYTES = 256 * 1024

/** Two ends of a wire in memory. Bytes arrive in order, a write in one piece, never inside the call that sent them. */
export function createWirePair (options: WirePairOptions): [WireEnd, WireEnd] {
  const { system, latencyMs, bytesPerSecond, limitBytes } = options
  let over = false
  let carried = 0

  const end = (): WireEnd => {
    const queue: (() => void)[] = []
    let backlog = 0
    let full = false
    let leavesAt = 0
    let closing = false

    /** Turns come in the order they were asked for, whatever the alarms' rounding does. */
    function later (ms: number, turn: () => void): void {
      queue.push(turn)
      system.alarm(ms, () => queue.shift()?.())
    }

    const own: WireEnd = {
      listener: undefined,
      send (parts) {
        if (over || closing) return false
        const size = parts.reduce((sum, part) => sum + part.length, 0)
        const bytes = new Uint8Array(size)
        parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0)
        const now = system.now().mono
        leavesAt = Math.max(now, leavesAt) + size / bytesPerSecond * 1000
        backlog += size
        full = backlog > ROOM_BYTES
        later(leavesAt - now + latencyMs, () => {
          backlog -= size
          carried += size
          if (carried > limitBytes) return own.cut()
          if (!over) other(own).listener?.data(bytes)
          if (!over && full && backlog <= ROOM_BYTES / 2) {
            full = false
            own.listener?.drained()
          }
        })
        return !full
      },
      close () {
        if (over || closing) return
        closing = true
        later(Math.max(0, leavesAt - system.now().mono) + latencyMs, () => own.cut())
      },
      abort () {
        if (over) return
        over = true
        later(latencyMs, () => other(own).listener?.ended())
      },
      cut () {
        if (over) return
        over = true
        for (const each of ends) each.listener?.ended()
      },
    }
    return own
  }

  const ends: [WireEnd, WireEnd] = [end(), end()]
  const other = (own: WireEnd): WireEnd => own === ends[0] ? ends[1] : ends[0]
  return ends
}
