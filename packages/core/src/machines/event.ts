import type { Address, ChanNo, ChunkNo, ConnNo, OpNo, Path, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import type { PasselErrorCode } from '../errors.ts'
import type { ControlFrame } from '../pure/frame.ts'
import type { Head, PageSummary, Receipt } from '../pure/page.ts'
import type { Hint } from '../pure/reference.ts'
import type { SignalBody } from '../pure/signal-record.ts'
import type {
  DialFailure, KeepOutcome, LeaveReason, PageVerdict, RebuildOutcome, SendOutcome, StoredTransfer,
} from '../ports.ts'

/** Everything that can happen to a peer. One event and the time in, effects out. */
export type Event =
  // What people and applications ask for
  | { readonly type: 'add', readonly transfer: StoredTransfer, readonly bucket: number }
  | { readonly type: 'remove', readonly swarm: SwarmNo }
  | { readonly type: 'pause', readonly swarm: SwarmNo }
  | { readonly type: 'resume', readonly swarm: SwarmNo }
  /** A reader watches from this chunk on; `count` 0 ends it. */
  | { readonly type: 'read-ahead', readonly swarm: SwarmNo, readonly first: ChunkNo, readonly count: number }
  | {
    readonly type: 'set-rates', readonly uploadBytesPerSecond: number | null,
    readonly downloadBytesPerSecond: number | null
  }
  | { readonly type: 'set-relays', readonly relays: readonly Address[] }
  /** Keep relay reservations of a class even while no transfer needs them: what is sent next is reachable at once. */
  | { readonly type: 'stay-reachable', readonly privacy: PrivacyClass, readonly wanted: boolean }
  /** Our own addresses of a class changed (listeners, reservations). */
  | {
    readonly type: 'self', readonly privacy: PrivacyClass, readonly peer: PeerId,
    readonly addresses: readonly Address[]
  }
  /** Keepers that may be asked to keep what this engine sends; replaces those of the class. */
  | {
    readonly type: 'set-keepers', readonly privacy: PrivacyClass, readonly keepers: readonly Hint[],
    readonly grant?: Uint8Array
  }
  /** The author lets go of a payload: nobody need keep it. */
  | { readonly type: 'release', readonly swarm: SwarmNo }
  /** Keep these columns from now on, and drop the rest of what only the home has. */
  | { readonly type: 'keep-columns', readonly swarm: SwarmNo, readonly columns: readonly number[] }
  | { readonly type: 'online', readonly online: boolean }
  // Links
  | {
    readonly type: 'conn-up', readonly conn: ConnNo, readonly privacy: PrivacyClass, readonly peer: PeerId,
    readonly path: Path, readonly dialled: boolean, readonly windowMaxBytes: number, readonly address: Address
  }
  | { readonly type: 'conn-down', readonly conn: ConnNo }
  | { readonly type: 'dialled', readonly op: OpNo }
  | { readonly type: 'dial-failed', readonly op: OpNo, readonly reason: DialFailure }
  | {
    readonly type: 'joined', readonly conn: ConnNo, readonly chan: ChanNo, readonly swarm: SwarmNo,
    readonly by: 'us' | 'them'
  }
  | { readonly type: 'join-refused', readonly conn: ConnNo, readonly swarm: SwarmNo }
  | { readonly type: 'left', readonly chan: ChanNo, readonly reason: LeaveReason | 'closed' }
  | { readonly type: 'frame', readonly chan: ChanNo, readonly frame: ControlFrame }
  | {
    readonly type: 'bytes-in', readonly chan: ChanNo, readonly chunk: ChunkNo, readonly accepted: number,
    readonly wasted: number, readonly filled: number
  }
  | { readonly type: 'chunk-in', readonly swarm: SwarmNo, readonly chunk: ChunkNo, readonly senders: readonly ChanNo[] }
  | {
    readonly type: 'chunk-out', readonly chan: ChanNo, readonly chunk: ChunkNo, readonly sentBytes: number,
    readonly outcome: SendOutcome | 'missing' | 'source-changed'
  }
  /** A page came in on a channel and waits to be checked. */
  | { readonly type: 'page-in', readonly chan: ChanNo, readonly head: Head }
  | { readonly type: 'deposited', readonly op: OpNo, readonly swarm: SwarmNo, readonly answer: DepositOutcome }
  /** `failed`: nothing came, or what was to be compared cannot be read. */
  | {
    readonly type: 'probed', readonly op: OpNo, readonly swarm: SwarmNo, readonly outcome: 'same' | 'wrong' | 'failed'
  }
  | {
    readonly type: 'relay', readonly privacy: PrivacyClass, readonly relay: Address,
    readonly state: 'reserved' | 'refused' | 'lost', readonly address?: Address
  }
  // Store
  | { readonly type: 'kept', readonly swarm: SwarmNo, readonly chunk: ChunkNo, readonly outcome: KeepOutcome }
  | { readonly type: 'page-checked', readonly swarm: SwarmNo, readonly chan: ChanNo, readonly result: PageVerdict }
  | {
    readonly type: 'head-checked', readonly swarm: SwarmNo, readonly chan: ChanNo, readonly head: Head,
    readonly verdict: 'known' | 'ahead' | 'conflict' | 'forged'
  }
  | {
    readonly type: 'sealed', readonly swarm: SwarmNo, readonly first: number, readonly count: number,
    readonly bytes: number, readonly short: boolean, readonly last: boolean
  }
  | {
    readonly type: 'parity-sealed', readonly swarm: SwarmNo, readonly first: number, readonly count: number,
    readonly last: boolean
  }
  | ({ readonly type: 'rebuilt', readonly swarm: SwarmNo, readonly stripe: number } & RebuildOutcome)
  | { readonly type: 'page-signed', readonly swarm: SwarmNo, readonly page: PageSummary, readonly head: Head }
  | { readonly type: 'finished', readonly swarm: SwarmNo }
  | { readonly type: 'receipt-signed', readonly swarm: SwarmNo, readonly receipt: Receipt }
  | {
    readonly type: 'receipt-checked', readonly swarm: SwarmNo, readonly chan: ChanNo, readonly ok: boolean,
    readonly receipts: number
  }
  | { readonly type: 'columns-set', readonly swarm: SwarmNo, readonly columns: readonly number[] }
  | { readonly type: 'release-signed', readonly swarm: SwarmNo, readonly signature: Uint8Array }
  | { readonly type: 'release-checked', readonly swarm: SwarmNo, readonly chan: ChanNo, readonly ok: boolean }
  | {
    readonly type: 'store-failed', readonly swarm: SwarmNo, readonly code: PasselErrorCode,
    readonly during?: StoreWork
  }
  // Signals
  | {
    readonly type: 'signal', readonly swarm: SwarmNo, readonly id: string, readonly sentAtMs: number,
    readonly body: SignalBody
  }
  | { readonly type: 'published', readonly op: OpNo, readonly ok: boolean }
  | {
    readonly type: 'caught-up', readonly op: OpNo, readonly bucket: number, readonly untilMs: number,
    readonly ok: boolean
  }
  | { readonly type: 'waku', readonly state: 'up' | 'down' }
  | { readonly type: 'tick' }

/** What a keeper said to a deposit, or why it could not be asked. */
export type DepositOutcome =
  | { readonly accepted: true, readonly columns: readonly number[], readonly untilMs: number }
  | { readonly accepted: false, readonly reason: string, readonly retryMs?: number }

/** What the store was doing when it failed: one of the effects that it answers. */
export type StoreWork =
  'seal' | 'seal-parity' | 'sign-page' | 'check-page' | 'check-head' | 'finish' | 'sign-receipt' | 'check-receipt' |
  'set-paused' | 'read' | 'set-columns' | 'sign-release' | 'check-release'

/** Members of one swarm that somebody told us of. */
export interface PeersTold { readonly swarm: SwarmNo, readonly peers: readonly Hint[] }
