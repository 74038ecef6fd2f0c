/**
 * Everything about who keeps a payload so that its sender can go: who does (`holders`), having them do it
 * (`depositor`, `repair`), our own part as a holder (`holding`), and its end (`release`, `farewell`). The swarm hands
 * on what happens; this file knows whom of them it concerns.
 */
import type { Instant, PeerId } from '../ids.ts'
import type { StoredTransfer } from '../ports.ts'
import type { ControlFrame } from '../pure/frame.ts'
import type { Channel } from './channel.ts'
import { createDepositor } from './depositor.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { createFarewell, type Farewell } from './farewell.ts'
import { createHolders, type Holders } from './holders.ts'
import { createHolding } from './holding.ts'
import type { Confirm, Receipts } from './receipts.ts'
import { createRelease, type Release } from './release.ts'
import { createRepair } from './repair.ts'
import type { SwarmState } from './swarm-state.ts'

type Step = (now: Instant, out: Effect[]) => void

export type KeepingEvent = Extract<Event, {
  type: 'deposited' | 'probed' | 'columns-set' | 'release-signed' | 'release-checked'
}>

export interface Keeping {
  readonly holders: Holders
  readonly release: Release
  readonly farewell: Farewell
  /** Nobody need keep the payload: all receipts are there, or the author let go of it. */
  readonly over: boolean
  /** Members are dialled for the sake of those who keep it. */
  readonly errands: boolean
  readonly start: Step
  readonly stop: () => void
  /** Pages, chunks or members changed. */
  readonly step: Step
  /** A page was added. */
  readonly paged: Step
  /** We have all there is, or no longer. */
  readonly completed: Step
  joined (channel: Channel, now: Instant, out: Effect[]): void
  left (channel: Channel, reason: string, now: Instant, out: Effect[]): void
  /** A member knows nothing of the payload. */
  refused (peer: PeerId | undefined, now: Instant): void
  columnsHeard (channel: Channel, frame: Extract<ControlFrame, { type: 'columns' }>, now: Instant, out: Effect[]): void
  handle (event: KeepingEvent, now: Instant, out: Effect[]): void
}

export interface KeepingOptions {
  readonly state: SwarmState
  readonly stored: StoredTransfer
  readonly receipts: Receipts
  readonly confirm: Confirm
  /** Something that people see changed. */
  readonly changed: () => void
  /** Whom to dial may have changed. */
  readonly reconsider: Step
  /** The store keeps these columns from now on, and nothing else. */
  readonly keepColumns: (columns: readonly number[], now: Instant, out: Effect[]) => void
  readonly ban: (peer: PeerId, now: Instant, out: Effect[]) => void
}

/** Creates it for a swarm; nothing is done before `start`. */
export function createKeeping (options: KeepingOptions): Keeping {
  const { state, stored, receipts, ban } = options
  const holders = createHolders(state, stored, options.changed)
  const release = createRelease({ state, stored, onForged: ban })
  const over = (): boolean => receipts.all || release.done
  const farewell = createFarewell({ state, holders, over, confirm: options.confirm })
  const repair = createRepair({
    state, holders, over,
    changed (now, out) {
      options.reconsider(now, out)
      step(now, out)
    },
  })
  const depositor = createDepositor({ state, holders, due: repair.due, onLiar: ban })
  const chosen = stored.init.role === 'hold' && stored.init.columns.length > 0
  const holding = createHolding(state, holders, chosen)

  function step (now: Instant, out: Effect[]): void {
    if (state.role === 'hold') holding.review(now, out)
    else if (!over() && (state.role === 'send' || repair.due(now).length > 0)) depositor.step(now, out)
  }

  return {
    holders,
    release,
    farewell,
    get over () { return over() },
    get errands () { return farewell.owed || repair.looking },
    start (now, out) {
      repair.start(now)
      step(now, out)
    },
    stop () {
      repair.stop()
      depositor.stop()
      holding.stop()
    },
    step,
    paged (now, out) {
      release.paged(now, out)
      if (state.final && state.role === 'send') holders.changed(out)
      step(now, out)
    },
    completed (now, out) {
      holders.changed(out)
      step(now, out)
    },
    joined (channel, now, out) {
      holders.greet(channel, out)
      release.joined(channel, out)
      step(now, out)
    },
    left (channel, reason, now, out) {
      holders.left(channel, now)
      if (reason === 'done') farewell.dropped(channel.peer, now)
      step(now, out)
    },
    refused (peer, now) { if (peer !== undefined) farewell.dropped(peer, now) },
    columnsHeard (channel, { columns, full }, now, out) {
      holders.heard(channel, columns, full, now)
      step(now, out)
    },
    handle (event, now, out) {
      switch (event.type) {
        case 'deposited': return depositor.deposited(event, now, out)
        case 'probed': return depositor.probed(event, now, out)
        case 'columns-set':
          options.keepColumns(event.columns, now, out)
          holding.changed()
          return holders.changed(out)
        case 'release-signed': return release.signed(event.signature, out)
        case 'release-checked': return release.checked(event.chan, event.ok, now, out)
      }
    },
  }
}
