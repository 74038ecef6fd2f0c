/**
 * Has others keep the payload: asks keepers to take columns, watches that they fetch them, and reads slices back before
 * a column counts as held. Who promises and does not give is left, and its columns go elsewhere.
 *
 * One keeper: `asking` -> (`deposited`) `promised` -> it joins, fetches, has all -> `reading` -> (`probed`) `held`.
 * From everywhere to `resting`, after which it may be asked again. Members that lend space begin at `promised`.
 */
import { type Address, type ChanNo, type Instant, type OpNo, type PeerId } from '../ids.ts'
import {
  DEPOSIT_RETRY_MS, HOLDER_PATIENCE_MS, HOLDER_RECHECK_MS, MAX_DEPOSITS, MAX_HOLDERS, PROBE_RETRY_MS, PROBE_SLICES,
  PROBE_TRIES,
} from '../limits.ts'
import { placeColumns } from '../pure/placement.ts'
import { columnChunks } from '../pure/stripes.ts'
import type { Channel } from './channel.ts'
import { columnBytes, hasColumns, sampleColumns } from './columns.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import type { Holders } from './holders.ts'
import type { SwarmState } from './swarm-state.ts'

export interface Depositor {
  /** Something changed that may let it go on. */
  step (now: Instant, out: Effect[]): void
  deposited (event: Pick<Deposited, 'op' | 'answer'>, now: Instant, out: Effect[]): void
  probed (event: Pick<Probed, 'op' | 'outcome'>, now: Instant, out: Effect[]): void
  stop (): void
}

type Deposited = Extract<Event, { type: 'deposited' }>
type Probed = Extract<Event, { type: 'probed' }>

export interface DepositorOptions {
  readonly state: SwarmState
  readonly holders: Holders
  /** Columns that somebody should be asked to keep now. */
  readonly due: (now: Instant) => readonly number[]
  /** It gave other bytes than it was given. */
  readonly onLiar: (peer: PeerId, now: Instant, out: Effect[]) => void
}

interface Place {
  readonly peer: PeerId
  readonly addresses: readonly Address[]
  columns: readonly number[]
  stage: 'asking' | 'promised' | 'reading' | 'held' | 'resting'
  /** When it last came forward, and how far it was. */
  movedAt: number
  seen: number
  /** `resting`: until when; `promised`: not read back before. */
  notBefore: number
  tries: number
}

interface Reading { readonly place: Place, left: number, failed: boolean }

/** Creates the depositor of a swarm; it does nothing before `step`. */
export function createDepositor ({ state, holders, due, onLiar }: DepositorOptions): Depositor {
  const { connector, keepers, alarms } = state.shared
  const { privacy } = state.payload
  const random = state.shared.random.stream(`depositor/${state.no}`)
  const alarm = alarms.create(step)
  const places = new Map<PeerId, Place>()
  const asking = new Map<OpNo, Place>()
  const reading = new Map<OpNo, Reading>()
  let steppedAt = -Infinity

  for (const { peer, addresses, columns, heldAtMs } of holders.all.values()) {
    const known = addPlace(peer, addresses, columns, 0)
    if (heldAtMs > 0) known.stage = 'held'
  }

  function addPlace (peer: PeerId, addresses: readonly Address[], columns: readonly number[], nowMs: number): Place {
    const added: Place = {
      peer, addresses, columns, stage: 'promised', movedAt: nowMs, seen: 0, notBefore: 0, tries: 0,
    }
    places.set(peer, added)
    return added
  }

  function channelOf (peer: PeerId): Channel | undefined {
    for (const channel of state.channels.values()) if (channel.peer === peer && !channel.draining) return channel
    return undefined
  }

  // ------------------------------------------------------------ asking

  function place (now: Instant, out: Effect[]): void {
    const free = keepers.usable(privacy, now).filter(({ peer }) => mayAsk(peer, now))
    const counts = holders.counts(now)
    let missing = due(now).filter((column) => ![...asking.values()].some(({ columns }) => columns.includes(column)))
    for (const [i, { peer, addresses }] of free.entries()) {
      if (missing.length === 0 || asking.size >= MAX_DEPOSITS) return
      // More than `need` columns of one keeper are of no more use than `need`.
      const most = Math.min(state.scheme.need, Math.ceil(missing.length / (free.length - i)))
      const wanted = missing
      const columns = placeColumns(peer, counts.map((count, it) => wanted.includes(it) ? count : Infinity), most)
      for (const column of columns) counts[column]!++
      missing = missing.filter((column) => !columns.includes(column))
      ask(addPlace(peer, addresses, columns, now.mono), out)
    }
  }

  function mayAsk (peer: PeerId, now: Instant): boolean {
    const known = places.get(peer)
    if (state.banned.has(peer) || (known === undefined && places.size >= MAX_HOLDERS)) return false
    return known === undefined || (known.stage === 'resting' && known.notBefore <= now.mono)
  }

  function ask (wanted: Place, out: Effect[]): void {
    wanted.stage = 'asking'
    const { peer, addresses, columns } = wanted
    const op = state.shared.nextOp()
    asking.set(op, wanted)
    const grant = keepers.grant(privacy)
    const bytes = columnBytes(state, columns)
    out.push({
      type: 'deposit', op, swarm: state.no, peer, addresses, columns, bytes, ...(grant !== undefined && { grant }),
    })
  }

  function rest (resting: Place, ms: number, now: Instant, out: Effect[]): void {
    resting.stage = 'resting'
    resting.notBefore = now.mono + ms
    resting.tries = 0
    holders.forget(resting.peer, now)
    alarm.setBy(resting.notBefore)
    place(now, out)
  }

  /** It promised, and does not give. */
  function fail (failing: Place, now: Instant, out: Effect[]): void {
    keepers.failed(failing.peer, now)
    rest(failing, DEPOSIT_RETRY_MS, now, out)
  }

  // ------------------------------------------------------------ watching

  function watch (now: Instant, out: Effect[]): void {
    for (const { peer, keeps } of state.channels.values()) {
      if (keeps === undefined || keeps.columns.length === 0 || state.banned.has(peer)) continue
      if (!places.has(peer) && places.size >= MAX_HOLDERS) continue
      const known = places.get(peer) ?? addPlace(peer, [], keeps.columns, now.mono)
      if (known.stage === 'asking') continue
      const again = known.stage === 'resting' && known.notBefore <= now.mono
      if (!again && sameColumns(known.columns, keeps.columns)) continue
      if (again) holders.promised(peer, known.addresses, keeps.columns, now)
      known.columns = keeps.columns
      known.stage = 'promised'
      known.movedAt = now.mono
    }
    for (const known of places.values()) {
      if (known.stage === 'promised') follow(known, now, out)
      else if (known.stage === 'held') recheck(known, now)
    }
  }

  function follow (known: Place, now: Instant, out: Effect[]): void {
    const channel = channelOf(known.peer)
    const count = channel === undefined ? 0 : channel.have.count + channel.parity.count
    if (count > known.seen) {
      known.seen = count
      known.movedAt = now.mono
    }
    const expected = columnChunks(state.known, known.columns, state.scheme)
    const whole = channel !== undefined && state.final && count >= expected &&
      hasColumns(state, channel, known.columns)
    if (whole && known.notBefore <= now.mono) return read(known, channel, now, out)
    if (now.mono - known.movedAt >= HOLDER_PATIENCE_MS && state.final) return fail(known, now, out)
    const soonest = known.notBefore > now.mono ? known.notBefore : Infinity
    alarm.setBy(Math.min(soonest, now.mono + HOLDER_PATIENCE_MS / PATIENT_LOOKS))
  }

  /** Who comes back after a while is asked again whether it still has what it held. */
  function recheck (known: Place, now: Instant): void {
    const held = holders.all.get(known.peer)?.heldAtMs ?? 0
    if (held + HOLDER_RECHECK_MS > now.wall || channelOf(known.peer) === undefined) return
    known.stage = 'promised'
    known.movedAt = now.mono
  }

  // ------------------------------------------------------------ reading back

  function read (known: Place, { chan }: Channel, now: Instant, out: Effect[]): void {
    const slices = sampleColumns(state, known.columns, PROBE_SLICES, random)
    if (slices.length === 0) return hold(known, now, out)
    known.stage = 'reading'
    const all: Reading = { place: known, left: slices.length, failed: false }
    for (const slice of slices) probe(chan, slice, all, out)
  }

  function probe (chan: ChanNo, slice: ReturnType<typeof sampleColumns>[number], all: Reading, out: Effect[]): void {
    const op = state.shared.nextOp()
    reading.set(op, all)
    out.push({ type: 'probe', op, swarm: state.no, chan, ...slice })
  }

  function hold (known: Place, now: Instant, out: Effect[]): void {
    known.stage = 'held'
    known.tries = 0
    keepers.praised(known.peer)
    holders.verified(known.peer, now, out)
    alarm.setBy(now.mono + HOLDER_RECHECK_MS)
  }

  function step (now: Instant, out: Effect[]): void {
    if (state.life.state !== 'active' && state.life.state !== 'done') return
    // Nobody can have come forward while we were paused or away.
    if (now.mono - steppedAt >= HOLDER_PATIENCE_MS || !state.shared.online) {
      for (const known of places.values()) known.movedAt = now.mono
    }
    steppedAt = now.mono
    watch(now, out)
    place(now, out)
  }

  return {
    step,
    deposited ({ op, answer }, now, out) {
      const asked = asking.get(op)
      if (asked === undefined) return
      asking.delete(op)
      if (!answer.accepted) return rest(asked, answer.retryMs ?? DEPOSIT_RETRY_MS, now, out)
      const { peer, addresses } = asked
      asked.columns = answer.columns.filter((column) => asked.columns.includes(column))
      if (asked.columns.length === 0) return rest(asked, DEPOSIT_RETRY_MS, now, out)
      asked.stage = 'promised'
      asked.movedAt = now.mono
      asked.seen = 0
      holders.promised(peer, addresses, asked.columns, now)
      connector.want(state.no, privacy, [{ peer, addresses }], 'known', now, out)
      step(now, out)
    },
    probed ({ op, outcome }, now, out) {
      const all = reading.get(op)
      if (all === undefined) return
      reading.delete(op)
      const { place: known } = all
      if (outcome === 'wrong') {
        fail(known, now, out)
        return onLiar(known.peer, now, out)
      }
      all.failed ||= outcome === 'failed'
      if (--all.left > 0 || known.stage !== 'reading') return
      if (!all.failed) return hold(known, now, out)
      if (++known.tries >= PROBE_TRIES) return fail(known, now, out)
      known.stage = 'promised'
      known.notBefore = now.mono + PROBE_RETRY_MS
      alarm.setBy(known.notBefore)
    },
    stop () {
      alarm.clear()
      asking.clear()
      reading.clear()
    },
  }
}

/** Looks at a holder while it is waited for: more tells a pause of ours from one of its own. */
const PATIENT_LOOKS = 4

const sameColumns = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((column, i) => column === b[i])
