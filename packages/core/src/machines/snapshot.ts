import type { Instant } from '../ids.ts'
import { columnChunks } from '../pure/stripes.ts'
import type { Coverage } from './coverage.ts'
import type { Holders } from './holders.ts'
import type { HoldersSnapshot, PauseReason, TransferPhase, TransferSnapshot } from './peer-types.ts'
import { hasAll, receiptsWanted, type SwarmState } from './swarm-state.ts'

/** What a snapshot needs beyond the shared state. */
export interface SnapshotSource {
  readonly state: SwarmState
  readonly plain: { readonly bytes: number, readonly total: number | null }
  readonly sealed: number
  readonly receipts: { readonly count: number, readonly all: boolean }
  readonly holders: Holders
  readonly now: Instant
  /** Of a payload with parity that we get, once all its pages are known. */
  readonly coverage: Coverage | undefined
  /** Those who are linked are not enough. */
  readonly isShort: boolean
  /** Monotonic ms since when no member is linked. */
  readonly aloneSince: number
}

/** A getter without members for this long (ms) says so; before, it is connecting. */
const NO_PEERS_AFTER_MS = 10_000

/** A transfer as people see it. */
export function takeSnapshot (source: SnapshotSource): TransferSnapshot {
  const { state, plain, sealed, receipts, holders, now } = source
  const { channels, shared } = state
  return {
    swarm: state.no,
    role: state.role,
    phase: phaseOf(state, receipts.all, holders.enough),
    pauseReason: pauseReasonOf(source),
    failure: state.life.state === 'failed' ? state.life.code : null,
    chunks: {
      known: state.known, have: state.have.count, sealed, furthest: Math.min(state.furthest, state.known),
      final: state.final,
    },
    bytes: { have: plain.bytes, total: plain.total },
    traffic: { ...state.traffic },
    rate: { inBytesPerSecond: state.rateIn.perSecond(now.mono), outBytesPerSecond: state.rateOut.perSecond(now.mono) },
    members: [...channels.values()].filter((channel) => !channel.draining)
      .map((channel) => ({ peer: channel.peer, path: channel.flow.connection.path, have: channel.have.count })),
    holders: holdersOf(source),
    keeping: keepingOf(state),
    receipts: { have: receipts.count, of: receiptsWanted(state) },
    firstByteMs: state.firstByteMs,
    signalsSent: shared.desk.sent(state.no),
  }
}

/** How far a transfer is, whatever it waits for. */
function phaseOf (state: SwarmState, allReceipts: boolean, enoughHolders: boolean): TransferPhase {
  switch (state.life.state) {
    case 'failed': return 'failed'
    case 'done': return state.role === 'hold' ? 'holding' : 'done'
    case 'finishing': return 'verifying'
    case 'active': case 'paused': break
  }
  if (state.shared.admission.waiting(state.no)) return 'queued'
  if (state.role !== 'send') return state.channels.size === 0 ? 'connecting' : 'transferring'
  if (state.final && isReached(state, allReceipts, enoughHolders)) return 'done'
  for (const channel of state.channels.values()) if (!state.final || !hasAll(state, channel)) return 'transferring'
  return state.final ? 'holding' : 'preparing'
}

/** Who keeps it, what linked members could give of its columns, and what they cannot. */
function holdersOf ({ state, holders, coverage, isShort }: SnapshotSource): HoldersSnapshot | null {
  const kept = holders.snapshot()
  if (kept === null && coverage === undefined) return null
  const none = { ...state.scheme, held: 0, verifiedAtMs: null, keepers: [], mayLeave: false }
  return {
    ...kept ?? none, online: coverage?.online() ?? holders.online(), missing: isShort ? coverage?.missing() ?? [] : [],
  }
}

function keepingOf ({ columns, scheme, have, parity, chunkBytes, ...state }: SwarmState): TransferSnapshot['keeping'] {
  if (columns === null) return null
  const of = columnChunks(state.known, columns, scheme)
  return { columns, ...scheme, haveBytes: (have.count + parity.count) * chunkBytes, ofBytes: of * chunkBytes }
}

/** What the sender wanted to be there for has happened. */
function isReached ({ until }: SwarmState, allReceipts: boolean, enoughHolders: boolean): boolean {
  switch (until) {
    case 'sealed': return true
    case 'held': return enoughHolders || allReceipts
    case 'received': return allReceipts
    case 'forever': return false
  }
}

function pauseReasonOf ({ state, now, aloneSince, isShort }: SnapshotSource): PauseReason | null {
  const { life } = state
  if (life.state === 'paused') return life.reason
  if (life.state === 'active' && isShort) return 'not-enough-holders'
  if (life.state !== 'active' || state.channels.size > 0) return null
  if (!state.shared.online) return 'offline'
  return state.role === 'get' && now.mono - aloneSince > NO_PEERS_AFTER_MS ? 'no-peers' : null
}
