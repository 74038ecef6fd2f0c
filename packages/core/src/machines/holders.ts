/**
 * Who keeps the payload, as far as we know, and what we say about ourselves. A *holder* keeps columns, for others, and
 * said so or promised it; who has all data counts for every column but may go at any time, and is not on this list.
 */
import type { Address, Instant, PeerId } from '../ids.ts'
import { HOLDERS_SAVE_MS, MAX_HOLDERS } from '../limits.ts'
import type { StoredTransfer } from '../ports.ts'
import type { Hint } from '../pure/reference.ts'
import { countColumns } from '../pure/placement.ts'
import type { HolderNote } from '../store-port.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { HoldersSnapshot } from './peer-types.ts'
import { say } from './say.ts'
import { hasEverything, type SwarmState } from './swarm-state.ts'

export interface Holder {
  readonly peer: PeerId
  addresses: readonly Address[]
  columns: readonly number[]
  /** Wall time (ms) when we last read its columns back; 0 before. */
  heldAtMs: number
  /** Wall time (ms) when it was last linked. */
  seenAtMs: number
  /** It knows that nobody need keep the payload any more. */
  told: boolean
}

export interface Holders {
  readonly all: ReadonlyMap<PeerId, Holder>
  /** Enough distinct columns were read back. */
  readonly enough: boolean
  /** Those who can be dialled. */
  hints (): readonly Hint[]
  /** Says what we keep; again to everybody when that changed. */
  greet (channel: Channel, out: Effect[]): void
  changed (out: Effect[]): void
  /** A member says what it keeps. */
  heard (channel: Channel, columns: readonly number[], full: boolean, now: Instant): void
  left (channel: Channel, now: Instant): void
  /** A keeper agreed to keep columns. */
  promised (peer: PeerId, addresses: readonly Address[], columns: readonly number[], now: Instant): void
  /** Its columns were read back. */
  verified (peer: PeerId, now: Instant, out: Effect[]): void
  /** It does not keep what it said. */
  forget (peer: PeerId, now: Instant): void
  /** Holders of each column but for `peer`; `sinceMs`: only those seen since then (wall time). */
  counts (now: Instant, but?: PeerId, sinceMs?: number): number[]
  /** Wall time (ms) when a member with all data was last linked; -Infinity for never. */
  fullSeenAtMs (now: Instant): number
  /** Distinct columns that linked members keep; one with all data counts for every column. */
  online (): number
  snapshot (): Omit<HoldersSnapshot, 'online' | 'missing'> | null
}

/** Creates the list, with what the journal knows. */
export function createHolders (state: SwarmState, stored: StoredTransfer, changed: () => void): Holders {
  const all = new Map<PeerId, Holder>()
  const saving = state.shared.alarms.create(save)
  let fullSeenAtMs = -Infinity

  for (const { peer, addresses, columns, heldAtMs } of stored.holders ?? []) {
    all.set(peer, { peer, addresses, columns, heldAtMs, seenAtMs: heldAtMs, told: false })
  }

  function save (_now: Instant, out: Effect[]): void {
    saving.clear()
    const holders = [...all.values()].map(({ peer, addresses, columns, heldAtMs }): HolderNote =>
      ({ peer, addresses, columns, heldAtMs }))
    out.push({ type: 'set-holders', swarm: state.no, holders })
  }

  function saveSoon (now: Instant): void {
    saving.setBy(now.mono + HOLDERS_SAVE_MS)
    changed()
  }

  function note (
    peer: PeerId, addresses: readonly Address[], columns: readonly number[], now: Instant
  ): void {
    const known = all.get(peer)
    if (known === undefined) {
      if (all.size >= MAX_HOLDERS) return
      all.set(peer, { peer, addresses, columns, heldAtMs: 0, seenAtMs: now.wall, told: false })
      return saveSoon(now)
    }
    known.seenAtMs = now.wall
    if (addresses.length > 0) known.addresses = addresses
    if (sameNumbers(known.columns, columns)) return
    known.columns = columns
    known.heldAtMs = 0
    saveSoon(now)
  }

  function linked (peer: PeerId): boolean {
    for (const channel of state.channels.values()) if (channel.peer === peer) return true
    return false
  }

  function ours (): { readonly columns: readonly number[], readonly full: boolean } | undefined {
    const { columns } = state
    if (columns !== null && columns.length > 0) return { columns, full: false }
    return columns === null && hasEverything(state) ? { columns: [], full: true } : undefined
  }

  function greet (channel: Channel, out: Effect[]): void {
    const keeps = ours()
    if (keeps !== undefined) say(channel, { type: 'columns', ...keeps }, out)
  }

  const verified = (): Holder[] => [...all.values()].filter(({ heldAtMs }) => heldAtMs > 0)
  const distinct = (holders: readonly Holder[]): number =>
    countColumns(holders.map(({ columns }) => columns), state.scheme.of).filter((count) => count > 0).length

  return {
    all,
    get enough () { return distinct(verified()) >= state.scheme.need },
    hints: () => [...all.values()].flatMap(({ peer, addresses }) => addresses.length > 0 ? [{ peer, addresses }] : []),
    greet,
    changed (out) {
      for (const channel of state.channels.values()) greet(channel, out)
      changed()
    },
    heard (channel, columns, full, now) {
      channel.keeps = { columns, full }
      if (full) fullSeenAtMs = now.wall
      const known = all.get(channel.peer)
      if (columns.length > 0) {
        const hint = state.shared.connector.members(state.no, Infinity, now).find(({ peer }) => peer === channel.peer)
        note(channel.peer, hint?.addresses ?? known?.addresses ?? [], columns, now)
      } else if (known !== undefined && !full) this.forget(channel.peer, now)
    },
    left (channel, now) {
      const known = all.get(channel.peer)
      if (known !== undefined) known.seenAtMs = now.wall
      if (channel.keeps?.full === true) fullSeenAtMs = now.wall
    },
    promised: note,
    verified (peer, now, out) {
      const known = all.get(peer)
      if (known === undefined) return
      known.heldAtMs = now.wall
      known.seenAtMs = now.wall
      changed()
      save(now, out)
      // Members who find nobody else are told by Waku's store.
      if (this.enough) state.shared.desk.tellHolders(state.no, this.hints(), now, out)
    },
    forget (peer, now) { if (all.delete(peer)) saveSoon(now) },
    counts (now, but, sinceMs = -Infinity) {
      const others = [...all.values()].filter(({ peer, seenAtMs }) =>
        peer !== but && (linked(peer) ? now.wall : seenAtMs) >= sinceMs)
      return countColumns(others.map(({ columns }) => columns), state.scheme.of)
    },
    fullSeenAtMs (now) {
      for (const { keeps } of state.channels.values()) if (keeps?.full === true) return now.wall
      return fullSeenAtMs
    },
    online () {
      const told = [...state.channels.values()].flatMap(({ keeps }) => keeps ?? [])
      if (told.some(({ full }) => full)) return state.scheme.of
      return countColumns(told.map(({ columns }) => columns), state.scheme.of).filter((count) => count > 0).length
    },
    snapshot () {
      const { need, of } = state.scheme
      if (all.size === 0 && need === 1 && !state.keepersWanted) return null
      const reads = state.role === 'send'
      const held = reads ? verified() : [...all.values()]
      const times = verified().map(({ heldAtMs }) => heldAtMs)
      return {
        need,
        of,
        held: distinct(held),
        verifiedAtMs: times.length === 0 ? null : Math.max(...times),
        keepers: [...all.values()].map((it) => ({ peer: it.peer, columns: it.columns, held: held.includes(it) })),
        mayLeave: reads && state.final && distinct(held) >= need,
      }
    },
  }
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((number, i) => number === b[i])
