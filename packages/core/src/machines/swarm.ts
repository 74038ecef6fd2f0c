/**
 * One payload: its pages, its download or sealer, its receipts, its members. The swarm takes members in, lets them go,
 * and hands on what they and the store say; each part decides about its own.
 */
import type { ChunkNo, Instant, PeerId, SwarmNo } from '../ids.ts'
import { MAX_SWARM_CONNECTIONS, STALE_MS } from '../limits.ts'
import type { LeaveReason, StoredTransfer } from '../ports.ts'
import type { ControlFrame, OpeningFrame } from '../pure/frame.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { createAnnouncer } from './announce.ts'
import type { Channel } from './channel.ts'
import { createDownload } from './download.ts'
import type { Download } from './download-types.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { createFinding, type Finding } from './finding.ts'
import { createGiving, type Giving } from './giving.ts'
import { createHearing } from './hearing.ts'
import { createKeeping, type Keeping, type KeepingEvent } from './keeping.ts'
import type { Liveness } from './liveness.ts'
import { createPageExchange, type PageExchange } from './page-exchange.ts'
import type { TransferSnapshot } from './peer-types.ts'
import { createPlainCount } from './plain-count.ts'
import { createRanks } from './ranks.ts'
import { createReceipts } from './receipts.ts'
import { createReporter } from './reporter.ts'
import { createSealer } from './sealer.ts'
import { createShortage } from './shortage.ts'
import { createSurplus } from './surplus.ts'
import { takeSnapshot } from './snapshot.ts'
import { createSwarmState, type Shared, type SwarmState } from './swarm-state.ts'
import { storeFailed } from './store-trouble.ts'
import { createTransferLife, type TransferLife } from './transfer-life.ts'

/** What the store answers about one swarm. */
type StoreEventType = 'kept' | 'page-checked' | 'head-checked' | 'sealed' | 'parity-sealed' | 'rebuilt' |
  'page-signed' | 'finished' | 'receipt-signed' | 'receipt-checked' | 'store-failed'
export type StoreEvent = Extract<Event, { type: StoreEventType }> | KeepingEvent

export interface Swarm {
  readonly state: SwarmState
  readonly life: TransferLife
  readonly download: Download
  readonly pages: PageExchange
  readonly giving: Giving
  readonly finding: Finding
  readonly keeping: Keeping
  /** A link to the peer is of use. */
  wantsLink (peer: PeerId): boolean
  /** What is asked of a member that we are about to join, with our proof. */
  opening (): readonly OpeningFrame[]
  /** Takes in a member that has just proven itself, or sends it away. */
  joined (channel: Channel, by: 'us' | 'them', now: Instant, out: Effect[]): void
  left (channel: Channel, reason: LeaveReason | 'closed', now: Instant, out: Effect[]): void
  /** A better connection died, and the one that this channel drained on is in use again. */
  restored (channel: Channel, now: Instant, out: Effect[]): void
  frame (channel: Channel, frame: ControlFrame, now: Instant, out: Effect[]): void
  store (event: StoreEvent, now: Instant, out: Effect[]): void
  /** The member gave something that only a liar gives. */
  ban (peer: PeerId, now: Instant, out: Effect[]): void
  /** Our own addresses changed. */
  readdressed (now: Instant, out: Effect[]): void
  /** Something that people see may have changed. */
  touched (now: Instant, out: Effect[]): void
  snapshot (now: Instant): TransferSnapshot
}

export interface SwarmOptions {
  readonly stored: StoredTransfer
  readonly bucket: number
  readonly shared: Shared
  readonly liveness: Liveness
  /** Joins over connections that are open for other swarms. */
  readonly joinOpen: (swarm: SwarmNo, now: Instant, out: Effect[]) => void
}

/** Creates the swarm of a transfer that the store knows; it does nothing before `life.start`. */
export function createSwarm ({ stored, bucket, shared, liveness, joinOpen }: SwarmOptions, bornAt: Instant): Swarm {
  const state = createSwarmState(stored, shared, bornAt.mono)
  const plain = createPlainCount(state)
  const announcer = createAnnouncer(state, () => keeping.holders.hints())
  const surplus = createSurplus(state, announcer)
  const reporter = createReporter(shared.alarms, state.no)
  const receipts = createReceipts(state, stored, liveness.ping)
  const giving = createGiving(state, lost)
  const canReseal = stored.init.role === 'send' && stored.init.source.kind !== 'stream'
  /** Since when nobody is linked, and when the last page came. */
  let [aloneSince, grewAt] = [bornAt.mono, bornAt.mono]

  const shortage = createShortage({
    state,
    coverage: () => download.coverage(),
    onChanged (now, out) {
      reporter.changed()
      reporter.touched(now, out)
    },
  })
  const download: Download = createDownload(state, {
    onDry: shortage.dry,
    onKept (chunk, now) {
      if (chunk < FIRST_PARITY) plain.kept(chunk)
      announcer.kept(chunk, now)
      if (state.firstByteMs !== null) return
      state.firstByteMs = now.mono - state.addedAt
      reporter.changed()
    },
    onComplete (now, out) {
      // Whoever waits for the receipt sees that nothing is missed any more.
      announcer.flush(now, out)
      life.complete(now, out)
    },
    onTrouble: trouble,
    convict: ban,
  })
  const pages = createPageExchange(state, {
    onPage (first, adopted, now, out) {
      // A source that can be read again gives what a lost journal no longer told of.
      if (adopted && canReseal) sealer.adopted()
      if (state.role === 'send') gained(first, sealer.sealed)
      plain.paged()
      reporter.changed()
      grewAt = now.mono
      if (state.role === 'send') sealer.paged(now, out)
      else download.grown(first, now, out)
      if (state.pages.length === 1) life.policyKnown(now, out)
      keeping.paged(now, out)
      if (state.final) life.ended(now, out)
    },
    onPush (channel, page, out) {
      if (state.role !== 'send' || page.kind === 'parity') return
      announcer.tell(channel, [{ first: page.first, count: page.count }], out)
    },
    onUntold (page, now) {
      announcer.headGrew(now)
      if (state.role === 'send') for (let i = 0; i < page.count; i++) announcer.kept(page.first + i, now)
    },
    onConflict: (head, now, out) => life.conflict(head, now, out),
    onForged: (channel, now, out) => ban(channel.peer, now, out),
    onTrouble: trouble,
  })
  const sealer = createSealer({ state, stored, adopting: () => pages.adopting })
  const keeping: Keeping = createKeeping({
    state, stored, receipts, confirm: liveness.ping, changed: reporter.changed, ban,
    reconsider: (now, out) => finding.reconsider(now, out),
    keepColumns: (columns, now, out) => download.keepColumns(columns, now, out),
  })
  const finding: Finding = createFinding({
    state, bucket,
    doubt: liveness.doubt,
    resumed: stored.pages.length > 0,
    starving,
    receiptsMissing: () => receipts.missing,
    errands: () => keeping.errands,
    known: () => keeping.holders.hints(),
    joinOpen: (now, out) => joinOpen(state.no, now, out),
  })
  const ranks = createRanks(state, download)
  const parts = { state, announcer, download, pages, sealer, finding, receipts, keeping, reporter }
  const life = createTransferLife(parts)
  const hear = createHearing({ ...parts, ban, giving, life, liveness })

  /** Misses chunks that no linked member has, or hears of no more pages though there must be some. */
  function starving (now: Instant): boolean {
    if (download.open() === 0) return !state.final && grewAt + STALE_MS <= now.mono
    return [...state.channels.values()].every(({ asks, dry }) => dry && asks.size === 0)
  }

  /** The author has these chunks; those that pages list can be given. */
  function gained (first: number, end: number): void {
    for (let chunk = first; chunk < Math.min(end, state.known); chunk++) {
      if (state.have.add(chunk)) plain.kept(chunk)
    }
  }

  /** Receipts or a release may have ended it; who passes on forged ones is let go. */
  function settle (liar: PeerId | undefined, now: Instant, out: Effect[]): void {
    if (liar !== undefined) ban(liar, now, out)
    reporter.changed()
    life.retire(now, out)
  }

  function trouble (kind: 'quota' | 'io', now: Instant, out: Effect[]): void {
    return kind === 'quota' ? life.hold('quota', now, out) : life.fail('io', now, out)
  }

  function lost (chunk: ChunkNo, outcome: 'missing' | 'source-changed', now: Instant, out: Effect[]): void {
    if (state.role !== 'send') download.lost(chunk, now, out)
    else if (outcome === 'source-changed') life.fail('source-changed', now, out)
    else life.hold('needs-file', now, out)
  }

  function ban (peer: PeerId, now: Instant, out: Effect[]): void {
    state.banned.add(peer)
    for (const channel of state.channels.values()) {
      if (channel.peer === peer) shared.links.leave(channel, 'violation', now, out)
    }
    shared.connector.failed(peer, now, out)
    reporter.changed()
  }

  return {
    state,
    life,
    download,
    pages,
    giving,
    finding,
    keeping,
    ban,
    wantsLink (peer) {
      if (state.banned.has(peer)) return false
      // A channel on a connection that was superseded does not count.
      for (const channel of state.channels.values()) if (channel.peer === peer && ranks.of(channel) >= 2) return false
      return state.life.state === 'active' || finding.dials()
    },
    opening: () => [...pages.opening(), ...download.guess.opening()],
    joined (channel, by, now, out) {
      if (!finding.running) {
        // Who asks may be the sender, back after a restart: what it waits for is a receipt.
        if (state.life.state === 'done') {
          receipts.joined(channel, now, out)
          keeping.release.joined(channel, out)
        }
        return shared.links.leave(channel, state.life.state === 'paused' ? 'paused' : 'done', now, out)
      }
      if (state.banned.has(channel.peer)) return shared.links.leave(channel, 'violation', now, out)
      if (!ranks.outranks(channel, by, now, out)) return shared.links.leave(channel, 'surplus', now, out)
      if (state.channels.size >= MAX_SWARM_CONNECTIONS && ranks.of(channel) < 2) return surplus.take(channel, now)
      state.channels.set(channel.chan, channel)
      pages.joined(channel, by, now, out)
      announcer.greet(channel, now, out)
      liveness.joined(channel, now, out)
      receipts.joined(channel, now, out)
      finding.joined(channel, now, out)
      keeping.joined(channel, now, out)
      life.work(now, out)
      download.joined(channel, now, out)
      reporter.changed()
    },
    restored (channel, now, out) {
      if (!channel.draining || !state.channels.has(channel.chan)) return
      channel.draining = false
      announcer.greet(channel, now, out) // what it was not told meanwhile
      pages.resume(now, out)
      download.askAll(now, out)
      reporter.changed()
    },
    left (channel, reason, now, out) {
      shared.uplink.forget(channel)
      surplus.left(channel)
      if (!state.channels.delete(channel.chan)) return
      if (reason === 'done') receipts.leftDone()
      if (reason === 'violation') state.banned.add(channel.peer)
      download.left(channel, now, out)
      pages.left(channel, now, out)
      shared.uplink.pump(now, out)
      if (state.channels.size === 0) {
        aloneSince = now.mono
        if (state.role !== 'send') shared.admission.release(state.no, now, out)
      }
      finding.left(now, out)
      keeping.left(channel, reason, now, out)
      life.retire(now, out)
      reporter.changed()
    },
    frame (channel, frame, now, out) {
      if (surplus.has(channel) && frame.type !== 'peers' && frame.type !== 'ping') return
      hear(channel, frame, now, out)
    },
    store (event, now, out) {
      switch (event.type) {
        case 'kept': return download.kept(event.chunk, event.outcome, now, out)
        case 'page-checked': return pages.pageChecked(event.result, now, out)
        case 'head-checked': return pages.headChecked(shared.links.channels.get(event.chan), event, now, out)
        case 'sealed':
          gained(event.first, event.first + event.count)
          return sealer.sealedMore(event, now, out)
        case 'parity-sealed': return sealer.paritySealed(event, now, out)
        case 'rebuilt': return download.rebuilt(event.stripe, event, now, out)
        case 'page-signed': return pages.signed(event.page, event.head, now, out)
        case 'finished': return life.finished(now, out)
        case 'receipt-signed':
          receipts.signed(event.receipt, now, out)
          return life.retire(now, out)
        case 'receipt-checked':
          return settle(receipts.checked(event.ok, event.receipts, now, out), now, out)
        case 'deposited': case 'probed': case 'columns-set': case 'release-signed': case 'release-checked':
          keeping.handle(event, now, out)
          return settle(undefined, now, out)
        case 'store-failed': return storeFailed({ state, life, sealer, receipts, keeping }, event)(now, out)
      }
    },
    readdressed: announcer.readdressed,
    touched: reporter.touched,
    snapshot: (now) => takeSnapshot({
      state, plain, now, sealed: sealer.sealed, receipts, aloneSince, coverage: download.coverage(),
      holders: keeping.holders, isShort: shortage.lasts(now),
    }),
  }
}
