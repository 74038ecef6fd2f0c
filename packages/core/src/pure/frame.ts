import type { ChunkNo, PageNo } from '../ids.ts'
import type { Hint } from './reference.ts'
import type { Head, Receipt } from './page.ts'

/** A run of chunks: `first`, `first + 1`, ... `first + count - 1`. */
export interface ChunkRange { readonly first: ChunkNo, readonly count: number }

export interface RequestItem { readonly chunk: ChunkNo, readonly offset: number, readonly length: number }

/**
 * Frames that a machine sends and gets once a channel is proven. The join handshake (open, challenge, proof)
 * stays inside the link adapter; slices and pages carry bytes and have events of their own.
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
  | { readonly type: 'ping', readonly token: number }
  | { readonly type: 'pong', readonly token: number }
