import { opNo, swarmNo, type Instant, type PeerId, type SwarmNo } from '../ids.ts'
import type { SignalBody } from '../pure/signal-body.ts'
import type { Hint } from '../pure/reference.ts'
import type { Effect } from '../machines/effect.ts'
import type { Seek, SignalDeskEvent } from '../machines/parts.ts'
import { createRandom } from '../machines/random.ts'
import { createSignalDesk } from '../machines/signal-desk.ts'

export const S = swarmNo(1)
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const DAY = 24 * 60 * MINUTE
const START_WALL = 1_700_000_000_000

type Publish = Extract<Effect, { type: 'publish' }>
export type Lookup = Extract<Effect, { type: 'catch-up' }>

export const hintOf = (peer: PeerId): Hint => ({ peer, addresses: [`/relay/p2p-circuit/p2p/${peer}`] })
export const publishesIn = (effects: Effect[]): Publish[] => effects.filter(effect => effect.type === 'publish')
export const lookupsIn = (effects: Effect[]): Lookup[] => effects.filter(effect => effect.type === 'catch-up')
export const bodiesIn = (effects: Effect[]): SignalBody[] => publishesIn(effects).flatMap(
  ({ records }) => records.map(({ body }) => body)
)

/** A desk with the clock and Waku in the test's hands; what it publishes is taken at once unless `waku` is down. */
export function signalDeskBed (seed = 1, { self = hintOf('self') as Hint | undefined, up = true } = {}) {
  let mono = 1_000
  let ops = 0
  let ids = 0
  const h = {
    me: self,
    takes: true,
    seeks: [] as Seek[],
    offers: [] as { from: Hint, haveAll: boolean }[],
    holders: [] as Hint[],
    get mono () { return mono },
    now: (): Instant => ({ mono, wall: START_WALL + mono }),
    /** What was published, with when. */
    log: [] as { atMs: number, publish: Publish }[],
    call (use: (now: Instant, out: Effect[]) => void): Effect[] {
      const out: Effect[] = []
      use(h.now(), out)
      const more = publishesIn(out).flatMap(publish => {
        h.log.push({ atMs: mono, publish })
        return h.tell({ type: 'published', op: publish.op, ok: h.takes })
      })
      return [...out, ...more]
    },
    tell: (event: SignalDeskEvent): Effect[] => h.call((now, out) => desk.handle(event, now, out)),
    pass (ms: number): Effect[] {
      const until = mono + ms
      const effects: Effect[] = []
      for (let ticks = 0; desk.deadline() <= until; ticks++) {
        if (ticks > 100_000) throw new Error('it ticks without end')
        mono = Math.max(mono, desk.deadline())
        effects.push(...h.tell({ type: 'tick' }))
      }
      mono = until
      return effects
    },
    activate: (swarm: SwarmNo = S, bucket = 7) => h.call(
      (now, out) => desk.activate(swarm, 'direct', bucket, now, out)
    ),
    seek: (swarm: SwarmNo = S, failed: PeerId[] = []) => h.call((now, out) => desk.seek(swarm, () => failed, now, out)),
    stop: (swarm: SwarmNo = S) => h.call((now, out) => desk.stopSeeking(swarm, now, out)),
    offer: (seek: Seek, swarm: SwarmNo = S) => h.call((now, out) => desk.offer(swarm, seek, true, now, out)),
    hear: (
      body: SignalBody, { ageMs = 0, id = `id-${++ids}`, swarm = S } = {}
    ) => h.tell({ type: 'signal', swarm, id, sentAtMs: h.now().wall - ageMs, body }),
    seekOf: (peer: PeerId, attempt = 1, failed: PeerId[] = []): SignalBody => (
      { type: 'seek', from: hintOf(peer), attempt, failed, expiresAtMs: h.now().wall + DAY }
    ),
    asSeek: (peer: PeerId, attempt = 1, failed: PeerId[] = []): Seek => (
      { id: `seek-of-${peer}`, from: hintOf(peer), attempt, failed, sentAtMs: h.now().wall }
    ),
  }
  const desk = createSignalDesk({
    random: createRandom(seed),
    nextOp: () => opNo(++ops),
    self: () => h.me,
    onSeek: (_swarm, seek) => h.seeks.push(seek),
    onOffer: (_swarm, from, haveAll) => h.offers.push({ from, haveAll }),
    onHolders: (_swarm, holders) => h.holders.push(...holders),
  })
  if (up) h.tell({ type: 'waku', state: 'up' })
  return Object.assign(h, { desk })
}
