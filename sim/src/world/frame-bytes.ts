import { assertNever } from '@passel/core/machines'
import type { ControlFrame, Hint } from '@passel/core/pure'

/** Bytes of one message of the join handshake, and of a frame that says little. */
export const HANDSHAKE_BYTES = 150

/** About as many bytes as the frame takes on a wire. */
export function frameBytes (frame: ControlFrame): number {
  switch (frame.type) {
    case 'have': return 20 + 6 * frame.ranges.length
    case 'request': return 20 + 12 * frame.items.length
    case 'cancel': return 20 + 4 * frame.chunks.length
    case 'refuse': return 20 + 4 * frame.chunks.length
    case 'peers': return 20 + frame.peers.reduce((sum, hint) => sum + hintBytes(hint), 0) + textBytes(frame.relays)
    case 'head': return HANDSHAKE_BYTES
    case 'receipt': return HANDSHAKE_BYTES
    case 'release': return HANDSHAKE_BYTES
    case 'want-pages': return 20
    case 'columns': return 20 + 2 * frame.columns.length
    case 'ping': return 20
    case 'pong': return 20
    default: return assertNever(frame)
  }
}

/** A page with its head: one link for each chunk. */
export const pageFrameBytes = (chunks: number): number => 300 + 41 * chunks

const textBytes = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0)
const hintBytes = ({ peer, addresses }: Hint): number => peer.length + textBytes(addresses)
