import { describe, expect, test } from 'vitest'
import { opNo, swarmNo, type Instant, type PeerId, type SwarmNo } from '../ids.ts'
import { MAX_ACTIVE_SWARMS } from '../limits.ts'
import type { SignalBody } from '../pure/signal-body.ts'
import type { Hint } from '../pure/reference.ts'
import type { Effect } from './effect.ts'
import type { Seek, SignalDeskEvent } from './parts.ts'
import { createRandom } from './random.ts'
import { createSignalDesk } from './signal-desk.ts'

const S = swarmNo(1)
const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE
const START_WALL = 1_700_000_000_000

type Publish = Extract<Effect, { type: 'publish' }>
type Lookup = Extract<Effect, { type: 'catch-up' }>

const hintOf = (peer: PeerId): Hint => ({ peer, addresses: [`/relay/p2p-circuit/p2p/${peer}`] })
const publishesIn = (effects: Effect[]): Publish[] => effects.filter(effect => effect.type === 'publish')
const lookupsIn = (effects: Effect[]): Lookup[] => effects.filter(effect => effect.type === 'catch-up')
const bodiesIn = (effects: Effect[]): SignalBody[] => publishesIn(effects).flatMap(({ records }) => records.map(({ body }) => body))

/** A desk with the clock and Waku in the test's hands; what it publishes is taken at once unless `waku` is down. */
function harness (seed = 1, { self = hintOf('self') as Hint | undefined, up = true } = {}) {
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
    activate: (swarm: SwarmNo = S, bucket = 7) => h.call((now, out) => desk.activate(swarm, 'direct', bucket, now, out)),
    seek: (swarm: SwarmNo = S, failed: PeerId[] = []) => h.call((now, out) => desk.seek(swarm, () => failed, now, out)),
    stop: (swarm: SwarmNo = S) => h.call((now, out) => desk.stopSeeking(swarm, now, out)),
    offer: (seek: Seek, swarm: SwarmNo = S) => h.call((now, out) => desk.offer(swarm, seek, true, now, out)),
    hear: (body: SignalBody, { ageMs = 0, id = `id-${++ids}`, swarm = S } = {}) => h.tell({ type: 'signal', swarm, id, sentAtMs: h.now().wall - ageMs, body }),
    seekOf: (peer: PeerId, attempt = 1, failed: PeerId[] = []): SignalBody => ({ type: 'seek', from: hintOf(peer), attempt, failed, expiresAtMs: h.now().wall + DAY }),
    asSeek: (peer: PeerId, attempt = 1, failed: PeerId[] = []): Seek => ({ id: `seek-of-${peer}`, from: hintOf(peer), attempt, failed, sentAtMs: h.now().wall }),
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

describe('seeking', () => {
  test('a seek is stored, names us, says what failed, and leaves within two seconds', () => {
    const h = harness()
    h.activate()
    h.seek(S, ['gone'])
    const [publish] = publishesIn(h.pass(2 * SECOND))
    expect(publish).toMatchObject({
      bucket: 7,
      stored: true,
      records: [{ swarm: S, body: { type: 'seek', from: hintOf('self'), attempt: 1, failed: ['gone'] } }],
    })
    const [body] = bodiesIn([publish!])
    expect(body?.type === 'seek' && body.expiresAtMs).toBeLessThanOrEqual(h.now().wall + DAY)
  })

  test('it repeats after about 30 s, then as seldom as the budget of one in ten minutes allows, until it is stopped', () => {
    const h = harness()
    h.activate()
    h.seek()
    h.pass(4 * 60 * MINUTE)
    const times = h.log.map(({ atMs }) => atMs)
    const gaps = times.slice(1).map((time, index) => time - times[index]!)
    expect(gaps[0]).toBeGreaterThan(20 * SECOND)
    expect(gaps[0]).toBeLessThan(40 * SECOND)
    expect(gaps[1]).toBeGreaterThan(9 * MINUTE)
    expect(gaps.at(-1)).toBeGreaterThan(22 * MINUTE)
    expect(gaps.at(-1)).toBeLessThan(38 * MINUTE)
    h.stop()
    expect(h.pass(DAY)).toEqual([])
  })

  test('the attempts are counted', () => {
    const h = harness()
    h.activate()
    h.seek()
    expect(bodiesIn(h.pass(30 * MINUTE)).map(body => body.type === 'seek' && body.attempt)).toEqual([1, 2, 3, 4].slice(0, h.log.length))
    expect(h.log.length).toBeGreaterThanOrEqual(3)
  })

  test('asking again while it seeks changes nothing, and stopping before it left sends nothing', () => {
    const h = harness()
    h.activate()
    h.seek()
    h.seek()
    expect(publishesIn(h.pass(10 * SECOND))).toHaveLength(1)
    const other = harness()
    other.activate()
    other.seek()
    other.stop()
    expect(publishesIn(other.pass(DAY))).toEqual([])
  })

  test('starting and stopping in turns does not get round the budget', () => {
    const h = harness()
    h.activate()
    for (let round = 0; round < 600; round++) {
      h.seek()
      h.pass(SECOND)
      h.pass(SECOND)
      h.stop()
    }
    expect(h.log.length).toBeLessThanOrEqual(4)
  })

  test('nor does pausing the transfer', () => {
    const h = harness()
    for (let round = 0; round < 100; round++) {
      h.activate()
      h.seek()
      h.pass(5 * SECOND)
      h.call((now, out) => h.desk.deactivate(S, now, out))
    }
    expect(h.log.length).toBeLessThanOrEqual(3)
  })

  test('it waits a moment for a first address of ours, and no longer', () => {
    const h = harness(1, { self: { peer: 'self', addresses: [] } })
    h.activate()
    h.seek()
    expect(publishesIn(h.pass(2.9 * SECOND))).toEqual([])
    expect(publishesIn(h.pass(SECOND))).toHaveLength(1)

    const soon = harness(1, { self: { peer: 'self', addresses: [] } })
    soon.activate()
    soon.seek()
    soon.pass(2 * SECOND)
    soon.me = hintOf('self')
    const effects = soon.tell({ type: 'self', privacy: 'direct', peer: 'self', addresses: soon.me.addresses })
    expect(bodiesIn(effects)).toMatchObject([{ from: hintOf('self') }])
  })

  test('swarms of one bucket share a message of at most four records, swarms of another do not', () => {
    const h = harness()
    for (let no = 1; no <= 6; no++) h.activate(swarmNo(no), no === 6 ? 8 : 7)
    for (let no = 1; no <= 6; no++) h.seek(swarmNo(no))
    h.pass(10 * SECOND)
    const inBucket = h.log.filter(({ publish }) => publish.bucket === 7)
    expect(inBucket.map(({ publish }) => publish.records.length).sort()).toEqual([1, 4])
    expect(h.log.filter(({ publish }) => publish.bucket === 8)).toHaveLength(1)
    for (let no = 1; no <= 6; no++) expect(h.desk.sent(swarmNo(no))).toBe(1)
  })

  test('many swarms together stay below what Waku allows a member', () => {
    const h = harness()
    for (let no = 1; no <= 250; no++) {
      h.activate(swarmNo(no), no)
      h.seek(swarmNo(no))
    }
    h.pass(60 * MINUTE)
    for (const { atMs } of h.log) {
      expect(h.log.filter(other => other.atMs > atMs - 10 * MINUTE && other.atMs <= atMs).length).toBeLessThanOrEqual(90)
    }
  })
})

describe('a crowd', () => {
  test('the more is said in a swarm the longer a seek waits', () => {
    const waits = [0, 3, 6, 12].map(said => {
      const h = harness()
      h.activate()
      for (let index = 0; index < said; index++) h.hear(h.seekOf(`other-${index}`))
      h.seek()
      h.pass(DAY)
      return h.log[0]!.atMs
    })
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(waits[0]).toBeLessThan(3 * SECOND)
    expect(waits[1]).toBeGreaterThan(MINUTE)
    expect(waits[3]).toBeGreaterThan(15 * MINUTE)
  })

  test('a swarm that has said twenty things in ten minutes hears nothing more from us', () => {
    const h = harness()
    h.activate()
    for (let index = 0; index < 20; index++) h.hear({ type: 'offer', from: hintOf(`other-${index}`), answers: 'x', haveAll: true })
    h.seek()
    h.pass(10 * MINUTE - 1)
    expect(h.log).toEqual([])
  })

  test('nor does it get an offer of ours, unless the seeker asks for the third time', () => {
    const offered = (attempt: number): number => {
      const h = harness()
      h.activate()
      for (let index = 0; index < 20; index++) h.hear(h.seekOf(`other-${index}`))
      h.offer(h.asSeek('z', attempt))
      return publishesIn(h.pass(MINUTE)).length
    }
    expect([1, 2, 3].map(offered)).toEqual([0, 0, 1])
  })

  test.each([1, 2, 3])('fifty members who seek at once say no more than the swarm aims at (seed %i)', seed => {
    const crowd = Array.from({ length: 50 }, (_, index) => harness(seed * 1000 + index, { self: hintOf(`member-${index}`) }))
    for (const h of crowd) {
      h.activate()
      h.seek()
    }
    const random = createRandom(seed)
    const travelling: { atMs: number, to: number, id: string, body: SignalBody }[] = []
    let said = 0
    for (let ms = 0; ms < 10 * MINUTE; ms += 50) {
      for (const [index, h] of crowd.entries()) {
        for (const body of bodiesIn(h.pass(50))) {
          said++
          for (const to of crowd.keys()) if (to !== index) travelling.push({ atMs: ms + random.between(200, 700), to, id: `m-${said}`, body })
        }
      }
      for (let index = travelling.length - 1; index >= 0; index--) {
        const { atMs, to, id, body } = travelling[index]!
        if (atMs > ms) continue
        travelling.splice(index, 1)
        crowd[to]!.hear(body, { id })
      }
    }
    expect(said).toBeGreaterThan(0)
    expect(said).toBeLessThanOrEqual(20)
  })
})

describe('offering', () => {
  test('an offer answers a seek after a random moment, live and not stored', () => {
    const h = harness()
    h.activate()
    h.offer(h.asSeek('z'))
    expect(publishesIn(h.pass(199))).toEqual([])
    expect(publishesIn(h.pass(2 * SECOND))).toMatchObject([{ stored: false, records: [{ body: { type: 'offer', answers: 'seek-of-z', haveAll: true, from: hintOf('self') } }] }])
  })

  test('it is not sent when two others answered, those that failed the seeker not counted', () => {
    const suppressed = (answering: PeerId[], failed: PeerId[], attempt = 1): boolean => {
      const h = harness()
      h.activate()
      h.offer(h.asSeek('z', attempt, failed))
      for (const peer of answering) h.hear({ type: 'offer', from: hintOf(peer), answers: 'seek-of-z', haveAll: true })
      return publishesIn(h.pass(MINUTE)).length === 0
    }
    expect(suppressed(['a'], [])).toBe(false)
    expect(suppressed(['a', 'b'], [])).toBe(true)
    expect(suppressed(['a', 'a'], [])).toBe(false)
    expect(suppressed(['a', 'b'], ['a'])).toBe(false)
    expect(suppressed(['a', 'b', 'c'], ['a'])).toBe(true)
    expect(suppressed(['a', 'b', 'c'], [], 3)).toBe(false)
  })

  test('who is named as failed does not offer', () => {
    const h = harness()
    h.activate()
    h.offer(h.asSeek('z', 1, ['self']))
    expect(publishesIn(h.pass(MINUTE))).toEqual([])
  })

  test('it is dropped when the seeker has been reached meanwhile', () => {
    const h = harness()
    h.activate()
    h.offer(h.asSeek('z'))
    h.desk.answered(S, 'z')
    expect(publishesIn(h.pass(MINUTE))).toEqual([])
  })

  test('without an address of ours it waits, and is dropped when it would come too late', () => {
    const h = harness(1, { self: { peer: 'self', addresses: [] } })
    h.activate()
    h.offer(h.asSeek('z'))
    h.pass(3 * MINUTE)
    h.me = hintOf('self')
    expect(publishesIn(h.tell({ type: 'self', privacy: 'direct', peer: 'self', addresses: h.me.addresses }))).toEqual([])
  })

  test('a seeker that has not repeated for long is not listening any more', () => {
    const h = harness()
    h.activate()
    h.offer({ ...h.asSeek('z'), sentAtMs: h.now().wall - 60 * MINUTE })
    expect(publishesIn(h.pass(MINUTE))).toEqual([])
  })

  test('offers spread: of many holders few answer before they hear the first two', () => {
    const delays = Array.from({ length: 200 }, (_, seed) => {
      const h = harness(seed)
      h.activate()
      h.hear({ type: 'offer', from: hintOf('a'), answers: 'an-earlier-seek', haveAll: true })
      h.offer(h.asSeek('z'))
      const before = h.mono
      h.pass(3 * SECOND)
      return h.log[0]!.atMs - before
    })
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(200)
    expect(Math.max(...delays)).toBeGreaterThan(1800)
    expect(Math.max(...delays)).toBeLessThanOrEqual(2001)
  })
})

describe('hearing', () => {
  test('what others say is handed on once', () => {
    const h = harness()
    h.activate()
    h.hear(h.seekOf('z', 2, ['gone']), { id: 'same' })
    h.hear(h.seekOf('z', 2, ['gone']), { id: 'same' })
    h.hear({ type: 'offer', from: hintOf('y'), answers: 'x', haveAll: false })
    h.hear({ type: 'holders', holders: [hintOf('k')] })
    expect(h.seeks).toMatchObject([{ id: 'same', from: hintOf('z'), attempt: 2, failed: ['gone'] }])
    expect(h.offers).toEqual([{ from: hintOf('y'), haveAll: false }])
    expect(h.holders).toEqual([hintOf('k')])
  })

  test('our own words, stale offers, expired seeks and what comes from the future are dropped', () => {
    const h = harness()
    h.activate()
    h.hear(h.seekOf('self'))
    h.hear({ type: 'offer', from: hintOf('y'), answers: 'x', haveAll: true }, { ageMs: 2 * MINUTE + 1 })
    h.hear({ ...h.seekOf('z'), expiresAtMs: h.now().wall - 1 } as SignalBody)
    h.hear(h.seekOf('z'), { ageMs: DAY + MINUTE })
    h.hear(h.seekOf('z'), { ageMs: -3 * MINUTE })
    expect([h.seeks, h.offers]).toEqual([[], []])
    h.hear(h.seekOf('z'), { ageMs: DAY - MINUTE })
    expect(h.seeks).toHaveLength(1)
  })

  test('a swarm that is not active hears nothing', () => {
    const h = harness()
    h.hear(h.seekOf('z'))
    h.activate()
    h.call((now, out) => h.desk.deactivate(S, now, out))
    h.hear(h.seekOf('z'))
    expect(h.seeks).toEqual([])
  })
})

describe('buckets', () => {
  test('those of active swarms are watched', () => {
    const h = harness()
    expect(h.activate(swarmNo(1), 9)).toContainEqual({ type: 'watch', buckets: [9] })
    expect(h.activate(swarmNo(2), 4)).toContainEqual({ type: 'watch', buckets: [4, 9] })
    expect(h.activate(swarmNo(3), 4).some(({ type }) => type === 'watch')).toBe(false)
    const leave = (no: number): Effect[] => h.call((now, out) => h.desk.deactivate(swarmNo(no), now, out))
    expect(leave(2)).toEqual([])
    expect(leave(3)).toContainEqual({ type: 'watch', buckets: [9] })
    expect(leave(1)).toContainEqual({ type: 'watch', buckets: [] })
  })

  test(`more than ${MAX_ACTIVE_SWARMS} swarms do not listen at once; those that seek come first`, () => {
    const h = harness()
    for (let no = 1; no <= MAX_ACTIVE_SWARMS + 10; no++) h.activate(swarmNo(no), no)
    h.hear(h.seekOf('z'), { swarm: swarmNo(1) })
    expect(h.seeks).toEqual([])
    h.seek(swarmNo(1))
    h.hear(h.seekOf('z'), { swarm: swarmNo(1) })
    expect(h.seeks).toHaveLength(1)
    h.hear(h.seekOf('z'), { swarm: swarmNo(5) })
    expect(h.seeks).toHaveLength(1)
    for (let no = 100; no < 120; no++) h.call((now, out) => h.desk.deactivate(swarmNo(no), now, out))
    h.hear(h.seekOf('z'), { swarm: swarmNo(5) })
    expect(h.seeks).toHaveLength(2)
  })
})

describe('catching up', () => {
  test('a swarm that begins to listen looks up the last day of its bucket, swarms that begin together once', () => {
    const h = harness()
    h.activate(swarmNo(1), 9)
    h.activate(swarmNo(2), 9)
    const lookups = lookupsIn(h.pass(SECOND))
    expect(lookups).toHaveLength(1)
    expect(lookups[0]!.untilMs - lookups[0]!.sinceMs).toBeLessThanOrEqual(DAY)
    expect(lookups[0]!.untilMs).toBeGreaterThanOrEqual(h.now().wall)
    h.tell({ type: 'caught-up', op: lookups[0]!.op, bucket: 9, untilMs: lookups[0]!.untilMs, ok: true })
    expect(lookupsIn(h.pass(DAY))).toEqual([])
  })

  test('who was deaf for three days looks them up a day at a time, the newest first', () => {
    const h = harness()
    h.activate(S, 9)
    let [lookup] = lookupsIn(h.pass(SECOND))
    h.tell({ type: 'caught-up', op: lookup!.op, bucket: 9, untilMs: lookup!.untilMs, ok: true })
    const deafAt = h.now().wall
    h.tell({ type: 'waku', state: 'down' })
    h.pass(3 * DAY)
    const slices: Lookup[] = [];
    [lookup] = lookupsIn(h.tell({ type: 'waku', state: 'up' }))
    while (lookup !== undefined) {
      slices.push(lookup);
      [lookup] = lookupsIn(h.tell({ type: 'caught-up', op: lookup.op, bucket: 9, untilMs: lookup.untilMs, ok: true }))
    }
    expect(slices.length).toBeGreaterThanOrEqual(3)
    expect(slices.every(({ sinceMs, untilMs }) => untilMs - sinceMs <= DAY)).toBe(true)
    expect(slices[0]!.untilMs).toBeGreaterThanOrEqual(h.now().wall)
    for (const [index, slice] of slices.entries()) if (index > 0) expect(slice.untilMs).toBe(slices[index - 1]!.sinceMs)
    expect(slices.at(-1)!.sinceMs).toBeLessThanOrEqual(deafAt)
  })

  test('a store that does not answer is asked again later and holds up nothing', () => {
    const h = harness()
    h.activate(S, 9)
    const [lookup] = lookupsIn(h.pass(SECOND))
    h.tell({ type: 'caught-up', op: lookup!.op, bucket: 9, untilMs: lookup!.untilMs, ok: false })
    h.seek()
    const effects = h.pass(MINUTE)
    expect(publishesIn(effects).length).toBeGreaterThan(0)
    expect(lookupsIn(effects)).toHaveLength(1)
  })

  test('few look-ups run at once, and each bucket gets its turn', () => {
    const h = harness()
    for (let no = 1; no <= 20; no++) h.activate(swarmNo(no), no)
    const asked = new Set<number>()
    let open = lookupsIn(h.pass(SECOND))
    while (open.length > 0) {
      expect(open.length).toBeLessThanOrEqual(4)
      for (const { bucket } of open) asked.add(bucket)
      const [first, ...rest] = open
      open = [...rest, ...lookupsIn(h.tell({ type: 'caught-up', op: first!.op, bucket: first!.bucket, untilMs: first!.untilMs, ok: true }))]
    }
    expect(asked.size).toBe(20)
  })
})

describe('Waku down', () => {
  test('at the start nothing is lost: the seek leaves as soon as Waku is up', () => {
    const h = harness(1, { up: false })
    h.tell({ type: 'waku', state: 'down' })
    h.takes = false
    h.activate()
    h.seek()
    h.pass(10 * MINUTE)
    expect(h.desk.sent(S)).toBe(0)
    h.takes = true
    const [body] = bodiesIn(h.tell({ type: 'waku', state: 'up' }))
    expect(body).toMatchObject({ type: 'seek', attempt: 1 })
    expect(h.desk.sent(S)).toBe(1)
  })

  test('tries that fail come less and less often and cost the budget once', () => {
    const h = harness()
    h.takes = false
    h.activate()
    h.seek()
    h.pass(60 * MINUTE)
    const tries = h.log.length
    expect(tries).toBeGreaterThan(5)
    expect(tries).toBeLessThan(40)
    h.takes = true
    h.tell({ type: 'waku', state: 'up' })
    h.pass(2 * MINUTE)
    expect(h.desk.sent(S)).toBe(2)
  })

  test('a host that never says whether Waku is up is tried all the same', () => {
    const h = harness(1, { up: false })
    h.activate()
    h.seek()
    expect(publishesIn(h.pass(10 * SECOND))).toHaveLength(1)
  })

  test('offline nothing is lost either', () => {
    const h = harness()
    h.tell({ type: 'online', online: false })
    h.takes = false
    h.activate()
    h.seek()
    h.pass(30 * MINUTE)
    h.takes = true
    expect(publishesIn(h.tell({ type: 'online', online: true }))).toHaveLength(1)
  })
})

test('the same seed and events give the same effects', () => {
  const run = (seed: number): string => {
    const h = harness(seed)
    for (let no = 1; no <= 5; no++) {
      h.activate(swarmNo(no), no % 2)
      h.seek(swarmNo(no))
    }
    const seen = h.pass(20 * SECOND)
    h.offer(h.asSeek('z'))
    return JSON.stringify([...seen, ...h.pass(60 * MINUTE)])
  }
  expect(run(1)).toBe(run(1))
  expect(run(1)).not.toBe(run(2))
})
