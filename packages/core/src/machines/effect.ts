import type { Address, ChanNo, ChunkNo, ConnNo, OpNo, PageNo, Path, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import type { PasselErrorCode } from '../errors.ts'
import type { ControlFrame, OpeningFrame } from '../pure/frame.ts'
import type { Head, Receipt } from '../pure/page.ts'
import type { SignalBody } from '../pure/signal-record.ts'
import type { LeaveReason } from '../ports.ts'
import type { HolderNote } from '../store-port.ts'

/** Why a holder drops what it kept. */
export type HoldEnd = 'released' | 'received' | 'expired'

/** Everything a peer can want done. The host does it and answers with an event where one is named. */
export type Effect =
  // Links
  | {
    readonly type: 'dial', readonly op: OpNo, readonly privacy: PrivacyClass, readonly peer: PeerId,
    readonly addresses: readonly Address[], readonly path: Path, readonly timeoutMs: number
  } // -> dialled | dial-failed
  | { readonly type: 'abort-dial', readonly op: OpNo }
  | { readonly type: 'hang-up', readonly conn: ConnNo } // -> conn-down
  | {
    readonly type: 'join', readonly conn: ConnNo, readonly swarm: SwarmNo, readonly opening?: readonly OpeningFrame[]
  } // -> joined | join-refused
  | { readonly type: 'leave', readonly chan: ChanNo, readonly reason: LeaveReason } // -> left
  | { readonly type: 'frame', readonly chan: ChanNo, readonly frame: ControlFrame }
  | { readonly type: 'send-page', readonly chan: ChanNo, readonly page: PageNo }
  | {
    readonly type: 'send-chunk', readonly chan: ChanNo, readonly chunk: ChunkNo, readonly offset: number,
    readonly length: number
  } // -> chunk-out
  | { readonly type: 'abort-send', readonly chan: ChanNo, readonly chunk: ChunkNo } // -> chunk-out
  | {
    readonly type: 'expect', readonly chan: ChanNo, readonly chunk: ChunkNo, readonly chunkBytes: number,
    readonly alone: boolean
  }
  | { readonly type: 'drop', readonly swarm: SwarmNo, readonly chunk: ChunkNo }
  | {
    readonly type: 'deposit', readonly op: OpNo, readonly swarm: SwarmNo, readonly peer: PeerId,
    readonly addresses: readonly Address[], readonly columns: readonly number[], readonly bytes: number,
    readonly grant?: Uint8Array
  } // -> deposited
  /** Reads a slice back and compares it with what the store has. */
  | {
    readonly type: 'probe', readonly op: OpNo, readonly swarm: SwarmNo, readonly chan: ChanNo,
    readonly chunk: ChunkNo, readonly offset: number, readonly length: number
  } // -> probed
  | { readonly type: 'reserve', readonly privacy: PrivacyClass, readonly relay: Address } // -> relay
  | { readonly type: 'unreserve', readonly privacy: PrivacyClass, readonly relay: Address }
  // Store
  | { readonly type: 'keep', readonly swarm: SwarmNo, readonly chunk: ChunkNo } // -> kept
  | {
    readonly type: 'check-page', readonly swarm: SwarmNo, readonly chan: ChanNo
  } // the page-in just before -> page-checked
  | {
    readonly type: 'check-head', readonly swarm: SwarmNo, readonly chan: ChanNo, readonly head: Head
  } // -> head-checked
  | {
    readonly type: 'seal', readonly swarm: SwarmNo, readonly maxChunks: number, readonly flushMs: number
  } // -> sealed | store-failed
  | {
    readonly type: 'seal-parity', readonly swarm: SwarmNo, readonly maxStripes: number
  } // -> parity-sealed | store-failed
  | { readonly type: 'rebuild', readonly swarm: SwarmNo, readonly stripe: number } // -> rebuilt
  | {
    readonly type: 'sign-page', readonly swarm: SwarmNo, readonly count: number, readonly final: boolean
  } // -> page-signed
  | { readonly type: 'finish', readonly swarm: SwarmNo } // -> finished
  | { readonly type: 'sign-receipt', readonly swarm: SwarmNo } // -> receipt-signed
  | {
    readonly type: 'check-receipt', readonly swarm: SwarmNo, readonly chan: ChanNo, readonly receipt: Receipt
  } // -> receipt-checked
  | {
    readonly type: 'set-holders', readonly swarm: SwarmNo, readonly holders: readonly HolderNote[]
  }
  | { readonly type: 'set-columns', readonly swarm: SwarmNo, readonly columns: readonly number[] } // -> columns-set
  | { readonly type: 'sign-release', readonly swarm: SwarmNo } // -> release-signed
  | {
    readonly type: 'check-release', readonly swarm: SwarmNo, readonly chan: ChanNo, readonly signature: Uint8Array
  } // -> release-checked
  | { readonly type: 'set-paused', readonly swarm: SwarmNo, readonly paused: boolean }
  | { readonly type: 'set-failed', readonly swarm: SwarmNo, readonly code: PasselErrorCode }
  | { readonly type: 'forget', readonly swarm: SwarmNo }
  // Signals
  | {
    readonly type: 'publish', readonly op: OpNo, readonly bucket: number, readonly stored: boolean,
    readonly records: readonly { readonly swarm: SwarmNo, readonly body: SignalBody }[]
  } // -> published
  | { readonly type: 'watch', readonly buckets: readonly number[] }
  | {
    readonly type: 'catch-up', readonly op: OpNo, readonly bucket: number, readonly sinceMs: number,
    readonly untilMs: number
  } // -> signal*, caught-up
  /** What we kept for others is over; `forget` follows. */
  | { readonly type: 'ended', readonly swarm: SwarmNo, readonly reason: HoldEnd }
  // To people: `snapshot(swarm)` is worth reading again
  | { readonly type: 'changed', readonly swarm: SwarmNo }
