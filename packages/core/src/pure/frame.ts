import type { ChunkNo, PageNo } from '../ids.ts'
import { MAX_TAIL_BYTES } from '../limits.ts'
import type { Hint } from './reference.ts'
import type { Head, Receipt } from './page.ts'

/** A run of chunks: `first`, `first + 1`, ... `first + count - 1`. */
export interface ChunkRange { readonly first: ChunkNo, readonly count: number }

export interface RequestItem { readonly chunk: ChunkNo, readonly offset: number, readonly length: number }

/**
 * Frames that a machine sends and gets once a channel is proven. The join handshake (open, proof) stays inside the
 * link adapter; slices and pages carry bytes and have events of their own.
 */
export type ControlFrame =
  | { readonly type: 'have', readonly ranges: readonly ChunkRange[] } // additions only
  | { readonly type: 'head', readonly head: Head }
  | { readonly type: 'want-pages', readonly first: PageNo, readonly count: number }
  | { readonly type: 'request', readonly items: readonly RequestItem[] }
  | { readonly type: 'cancel', readonly chunks: readonly ChunkNo[] }
  | { readonly type: 'refuse', readonly chunks: readonly ChunkNo[] } // asked for, cannot be given now
  | { readonly type: 'peers', readonly peers: readonly Hint[], readonly relays: readonly string[] }
  | { readonly type: 'receipt', readonly receipt: Receipt }
  | { readonly type: 'release', readonly signature: Uint8Array }
  /** What the sender keeps or is about to keep, all in all; `full`: all data, which counts as every column. */
  | { readonly type: 'columns', readonly columns: readonly number[], readonly full: boolean }
  | { readonly type: 'ping', readonly token: number }
  | { readonly type: 'pong', readonly token: number }

/** What may be asked for before the other side has proven anything: it tells no more than that we have nothing yet. */
export type OpeningFrame = Extract<ControlFrame, { type: 'want-pages' | 'request' }>

/** Why a channel ends; on the wire a number, the position in this list. */
export const CLOSE_REASONS = ['done', 'paused', 'violation', 'surplus', 'refused'] as const
export type CloseReason = typeof CLOSE_REASONS[number]

/** The handshake of one channel: the opener names and proves, and its requests may follow; then the other proves. */
export type JoinFrame =
  | { readonly type: 'open', readonly name: Uint8Array, readonly nonce: Uint8Array, readonly mac: Uint8Array }
  | { readonly type: 'proof', readonly mac: Uint8Array }
  | { readonly type: 'close', readonly reason: CloseReason }

/** Everything on the wire. Behind `page` follows the page's block, behind `data` a slice of the sealed chunk. */
export type WireFrame =
  | ControlFrame
  | JoinFrame
  | { readonly type: 'page', readonly head: Head }
  | { readonly type: 'data', readonly chunk: ChunkNo, readonly offset: number }

/** Whether a frame is for the machines: neither part of the handshake nor carrying bytes. */
export function isControlFrame (frame: WireFrame): frame is ControlFrame {
  switch (frame.type) {
    case 'open': case 'proof': case 'close': case 'page': case 'data': return false
    default: return true
  }
}

/** Whether a tail of so many bytes belongs behind a frame: pages and slices always have one, others never. */
export function tailFits (frame: WireFrame, tail: number): boolean {
  return frame.type === 'data' || frame.type === 'page' ? tail > 0 && tail <= MAX_TAIL_BYTES : tail === 0
}
