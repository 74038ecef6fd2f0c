/**
 * What the parts of one swarm share. Each part changes only what is its own: pages and head belong to the page
 * exchange, `have` to the download or the sealer, `life` to transfer-life.
 */
import type { Address, ChanNo, OpNo, PeerId, PrivacyClass, SwarmNo } from '../ids.ts'
import type { PasselErrorCode } from '../errors.ts'
import { CHUNK_BYTES, STREAM_CHUNK_BYTES } from '../limits.ts'
import type { StoredTransfer, TransferInit, Until } from '../ports.ts'
import { bundleChunkBytes } from '../pure/chunk-layout.ts'
import type { Head, PageSummary } from '../pure/page.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { columnChunks, inColumns, PLAIN_SCHEME, type Scheme } from '../pure/stripes.ts'
import type { Hint, Reference } from '../pure/reference.ts'
import type { Admission } from './admission.ts'
import type { Alarms } from './alarms.ts'
import type { Channel } from './channel.ts'
import type { ChunkSet } from './chunk-set.ts'
import { createChunkSet } from './chunk-set.ts'
import type { Intake } from './intake.ts'
import type { Keepers } from './keepers.ts'
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
  readonly keepers: Keepers
  readonly nextOp: () => OpNo
  /** What we kept for others is over: the swarm is removed when the event has been handled. */
  readonly ended: (swarm: SwarmNo) => void
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
  /** The sender wants it kept by others. */
  readonly keepersWanted: boolean
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
  /** Parity chunks on `pages`. */
  parityListed: number
  /** The last page is known. */
  final: boolean
  /** How many columns there are, and how many of them are enough; plain before page 0 tells. */
  scheme: Scheme
  chunkBytes: number
  /** Data chunks that can be given. */
  readonly have: ChunkSet
  /** Columns that we keep and nothing else; null: all data. */
  columns: readonly number[] | null
  /** Parity chunks that are kept, counted from 0; who has all data makes them on demand instead. */
  readonly parity: ChunkSet
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

const NOTHING = new Uint8Array(0)

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
    keepersWanted: init.role === 'send' && (init.policy !== undefined || init.until === 'held'),
    until: init.role === 'send' ? init.until : 'forever',
    shared,
    life: lifeOf(stored),
    pages: [...pages],
    head: stored.head,
    known,
    parityListed: parityOn(pages),
    final: pages.at(-1)?.final ?? false,
    scheme: schemeOf(pages) ?? (init.role === 'send' ? init.policy : undefined) ?? PLAIN_SCHEME,
    chunkBytes: pages[0]?.chunkBytes ?? guessChunkBytes(init),
    have: setOf(stored.have, known),
    columns: stored.columns ?? (init.role === 'hold' ? init.columns : null),
    parity: setOf(stored.haveParity ?? NOTHING, parityOn(pages)),
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

/** What chunks are asked for with before a page says how large they are. */
function guessChunkBytes (init: TransferInit): number {
  const { kind } = payloadOf(init)
  if (kind === 'stream') return STREAM_CHUNK_BYTES
  const size = init.role === 'hold' ? undefined : init.reference.size
  return kind === 'bundle' && size !== undefined ? bundleChunkBytes(size) : CHUNK_BYTES
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

/** Parity chunks on pages. */
function parityOn (pages: readonly PageSummary[]): number {
  let chunks = 0
  for (let i = pages.length - 1; i >= 0 && pages[i]!.kind === 'parity'; i--) chunks += pages[i]!.count
  return chunks
}

/** What page 0 says of columns. */
export function schemeOf (pages: readonly PageSummary[]): Scheme | undefined {
  const first = pages[0]
  return first === undefined ? undefined : { need: first.need ?? 1, of: first.of ?? 1 }
}

function setOf (bits: Uint8Array, count: number): ChunkSet {
  const set = createChunkSet()
  for (let i = 0; i < count; i++) if (((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0) set.add(i)
  return set
}

/** Receipts that end the payload; bundles name none, and files without page 0 yet have at least one recipient. */
export function receiptsWanted (state: SwarmState): number {
  return state.pages[0]?.receiptKeys ?? (state.payload.kind === 'bundle' ? 0 : 1)
}

/** Whether we want a chunk for itself; others only help to make it. */
export function wants ({ columns, scheme }: SwarmState, chunk: number): boolean {
  return columns === null ? chunk < FIRST_PARITY : inColumns(chunk, columns, scheme)
}

/** Forgets what belongs to none of our columns. */
export function dropUnwanted (state: SwarmState): void {
  for (let chunk = 0; chunk < state.known; chunk++) if (!wants(state, chunk)) state.have.delete(chunk)
  for (let index = 0; index < state.parityListed; index++) {
    if (!wants(state, FIRST_PARITY + index)) state.parity.delete(index)
  }
}

/** The same as `wants`, of a column. */
export function wantsColumn ({ columns, scheme }: SwarmState, column: number): boolean {
  return columns === null ? column < scheme.need : scheme.need === 1 || columns.includes(column)
}

/** Whether a page lists the chunk. */
export function isListed (state: SwarmState, chunk: number): boolean {
  return chunk < FIRST_PARITY ? chunk < state.known : chunk - FIRST_PARITY < state.parityListed
}

/** Whether we have a chunk for others: who has all data makes parity on demand. */
export function canGive (state: SwarmState, chunk: number): boolean {
  if (chunk < FIRST_PARITY) return state.have.has(chunk)
  const index = chunk - FIRST_PARITY
  return state.parity.has(index) || (index < state.parityListed && state.final && state.have.count >= state.known)
}

/** Everything that we want is here, and no more will be listed. */
export function isComplete (state: SwarmState): boolean {
  const { columns, final, known, have, parity } = state
  if (!final || columns === null) return final && have.count >= known
  return columns.length > 0 && have.count + parity.count >= columnChunks(known, columns, state.scheme)
}

/** All data is here, which counts as every column, and no more will be listed. */
export function hasEverything ({ columns, final, known, have }: SwarmState): boolean {
  return columns === null && final && have.count >= known
}

/** Whether a member misses nothing that we know of. */
export function hasAll (state: SwarmState, channel: Channel): boolean {
  return channel.have.count >= state.known
}

/** A getter of this class that nobody is linked with. */
export function isLonely ({ role, life, channels, payload }: SwarmState, privacy: PrivacyClass): boolean {
  return role === 'get' && life.state === 'active' && channels.size === 0 && payload.privacy === privacy
}
