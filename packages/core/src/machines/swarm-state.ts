/**
 * What the parts of one swarm share. Each part changes only what is its own: pages and head belong to the page
 * exchange, `have` to the download or the sealer, `life` to transfer-life.
 */
import type { Address, ChanNo, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import type { PasselErrorCode } from '../errors.ts'
import { CHUNK_BYTES, STREAM_CHUNK_BYTES } from '../limits.ts'
import type { StoredTransfer, TransferInit, Until } from '../ports.ts'
import type { Head, PageSummary } from '../pure/page.ts'
import type { Hint, Reference } from '../pure/reference.ts'
import type { Admission } from './admission.ts'
import type { Alarms } from './alarms.ts'
import type { Channel } from './channel.ts'
import type { ChunkSet } from './chunk-set.ts'
import { createChunkSet } from './chunk-set.ts'
import type { Intake } from './intake.ts'
import type { Links } from './links.ts'
import type { Connector, RelayTender, SignalDesk } from './parts.ts'
import type { Random } from './random.ts'
import { createRateMeter, type RateMeter } from './rate-meter.ts'
import type { Uplink } from './uplink.ts'

/** What all swarms of a peer use. */
export interface Shared {
  readonly random: Random
  readonly alarms: Alarms
  readonly links: Links
  readonly intake: Intake
  readonly uplink: Uplink
  readonly admission: Admission
  readonly connector: Connector
  readonly tender: RelayTender
  readonly desk: SignalDesk
  /** Where we can be dialled now; undefined while our id in that class is unknown. */
  self (privacy: PrivacyClass): Hint | undefined
  /** The application said there is no network. */
  readonly online: boolean
}

/** What a transfer is about. */
export type Life =
  | { readonly state: 'active' }
  | { readonly state: 'paused', readonly reason: 'user' | 'quota' | 'needs-file' }
  /** All is here and being made durable. */
  | { readonly state: 'finishing' }
  | { readonly state: 'done' }
  | { readonly state: 'failed', readonly code: PasselErrorCode }

/** What machines need to know of a payload before its first page: a reference tells it, and so does a deposit. */
export interface Payload {
  readonly privacy: PrivacyClass
  readonly kind: Reference['kind']
  readonly size?: number
  readonly expiresAtMs?: number
  readonly hints: readonly Hint[]
  readonly relays: readonly Address[]
}

export interface SwarmState {
  readonly no: SwarmNo
  readonly role: TransferInit['role']
  readonly payload: Payload
  /** When a sender counts as finished. */
  readonly until: Until
  readonly shared: Shared
  life: Life
  /** Verified or signed, in order. */
  readonly pages: PageSummary[]
  /** The newest head; absent after a restart whose journal did not tell. */
  head: Head | undefined
  /** Chunks on `pages`. */
  known: number
  /** The last page is known. */
  final: boolean
  chunkBytes: number
  /** Chunks that can be given. */
  readonly have: ChunkSet
  readonly channels: Map<ChanNo, Channel>
  /** Members that gave something wrong. */
  readonly banned: Set<PeerId>
  /** The most chunks that any member has been known to have; it stays when that member leaves. */
  furthest: number
  readonly traffic: { in: number, twice: number, out: number, readonly resumed: number }
  readonly rateIn: RateMeter
  readonly rateOut: RateMeter
  readonly addedAt: number
  /** Monotonic ms from `addedAt` to the first verified chunk. */
  firstByteMs: number | null
}

/** Milliseconds over which people are shown a rate. */
const SHOWN_RATE_MS = 2_000

/** Starts from what the journal knows. */
export function createSwarmState (stored: StoredTransfer, shared: Shared, nowMs: number): SwarmState {
  const { init, pages } = stored
  const payload = payloadOf(init)
  const known = chunksOn(pages)
  return {
    no: stored.swarm,
    role: init.role,
    payload,
    until: init.role === 'send' ? init.until : 'forever',
    shared,
    life: lifeOf(stored),
    pages: [...pages],
    head: stored.head,
    known,
    final: pages.at(-1)?.final ?? false,
    chunkBytes: pages[0]?.chunkBytes ?? (payload.kind === 'stream' ? STREAM_CHUNK_BYTES : CHUNK_BYTES),
    have: haveOf(stored.have, known),
    channels: new Map(),
    banned: new Set(),
    furthest: 0,
    traffic: { in: 0, twice: 0, out: 0, resumed: stored.resumedBytes },
    rateIn: createRateMeter(SHOWN_RATE_MS),
    rateOut: createRateMeter(SHOWN_RATE_MS),
    addedAt: nowMs,
    firstByteMs: null,
  }
}

/** The payload of a transfer, whatever our part in it. */
export function payloadOf (init: TransferInit): Payload {
  return init.role === 'hold' ? init.payload : init.reference
}

function lifeOf (stored: StoredTransfer): Life {
  if (stored.state === 'failed') return { state: 'failed', code: stored.failure ?? 'io' }
  if (stored.paused) return { state: 'paused', reason: 'user' }
  return { state: stored.state }
}

/** Data chunks on pages; parity pages count stripes of their own. */
export function chunksOn (pages: readonly PageSummary[]): number {
  for (let i = pages.length - 1; i >= 0; i--) {
    const page = pages[i]!
    if (page.kind !== 'parity') return page.first + page.count
  }
  return 0
}

function haveOf (bits: Uint8Array, known: number): ChunkSet {
  const have = createChunkSet()
  for (let chunk = 0; chunk < known; chunk++) {
    if (((bits[chunk >> 3] ?? 0) & (0x80 >> (chunk & 7))) !== 0) have.add(chunk)
  }
  return have
}

/** Receipts that end the payload; bundles name none, and files without page 0 yet have at least one recipient. */
export function receiptsWanted (state: SwarmState): number {
  return state.pages[0]?.receiptKeys ?? (state.payload.kind === 'bundle' ? 0 : 1)
}

/** Every listed chunk is here, and no more will be listed. */
export function isComplete (state: SwarmState): boolean {
  return state.final && state.have.count >= state.known
}

/** Whether a member misses nothing that we know of. */
export function hasAll (state: SwarmState, channel: Channel): boolean {
  return channel.have.count >= state.known
}
