import type { VirtualClock } from '@passel/core/testing'

/** What goes over a line in one piece. */
export interface Piece { readonly bytes: number }

/** One of those who share a line. */
export interface Lane<P extends Piece> {
  /** What waits, the next first. */
  readonly queue: P[]
  /** Bytes it may pass before its turn ends. */
  deficit: number
  /** It is in the round. */
  inRound: boolean
}

/** A line with a speed, shared evenly, in bytes, by whoever has something to pass (deficit round robin). */
export interface Line<P extends Piece, L extends Lane<P>> {
  /** Something waits in the lane, or what held it back is gone. */
  offer (lane: L): void
  /** A frame too small to wait its turn, as routers with fair queues let it pass: when it is through. */
  squeeze (bytes: number): number
}

export interface LineOptions<P extends Piece, L extends Lane<P>> {
  readonly clock: VirtualClock
  /** Bytes a second now. */
  readonly speed: () => number
  /** Whether the lane may pass its next piece; one that may not is offered again. */
  readonly mayPass: (lane: L, piece: P) => boolean
  readonly passed: (lane: L, piece: P) => void
}

/** Bytes of a lane's turn: one slice, so that lanes of small and large pieces get the same. */
const QUANTUM_BYTES = 65_536

/** Creates a line that is free. */
export function createLine<P extends Piece, L extends Lane<P>> (options: LineOptions<P, L>): Line<P, L> {
  const { clock, speed, mayPass, passed } = options
  const round: L[] = []
  let busy = false
  /** When the small frames before are through. */
  let squeezedUntilMs = 0
  /** What small frames took from the piece that passes meanwhile. */
  let oweMs = 0

  function drop (lane: L): void {
    round.shift()
    lane.inRound = false
    lane.deficit = 0
  }

  function pump (): void {
    while (!busy && round.length > 0) {
      const lane = round[0]!
      const piece = lane.queue[0]
      if (piece === undefined || !mayPass(lane, piece)) drop(lane)
      else if (lane.deficit >= piece.bytes) {
        lane.deficit -= piece.bytes
        lane.queue.shift()
        busy = true
        const fromMs = Math.max(clock.nowMs, squeezedUntilMs) + oweMs
        oweMs = 0
        clock.at(fromMs + piece.bytes * 1000 / speed(), () => {
          busy = false
          passed(lane, piece)
          pump()
        })
      } else {
        lane.deficit += QUANTUM_BYTES
        if (round.length > 1) round.push(round.shift()!)
      }
    }
  }

  return {
    offer (lane) {
      if (!lane.inRound) {
        lane.inRound = true
        round.push(lane)
      }
      if (!busy) pump()
    },
    squeeze (bytes) {
      const ms = bytes * 1000 / speed()
      squeezedUntilMs = Math.max(clock.nowMs, squeezedUntilMs) + ms
      if (busy) oweMs += ms
      return squeezedUntilMs
    },
  }
}
