import { describe, expect, test } from 'vitest'
import { swarmNo } from '../ids.ts'
import { MAX_ACTIVE_SWARMS } from '../limits.ts'
import type { SignalBody } from '../pure/signal-body.ts'
import {
  bodiesIn, DAY, hintOf, lookupsIn, MINUTE, publishesIn, S, SECOND, signalDeskBed, type Lookup,
} from '../testing/signal-desk-bed.ts'
import type { Effect } from './effect.ts'

describe('hearing', () => {
  test('what others say is handed on once', () => {
    const h = signalDeskBed()
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
    const h = signalDeskBed()
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
    const h = signalDeskBed()
    h.hear(h.seekOf('z'))
    h.activate()
    h.call((now, out) => h.desk.deactivate(S, now, out))
    h.hear(h.seekOf('z'))
    expect(h.seeks).toEqual([])
  })
})

describe('buckets', () => {
  test('those of active swarms are watched', () => {
    const h = signalDeskBed()
    expect(h.activate(swarmNo(1), 9)).toContainEqual({ type: 'watch', buckets: [9] })
    expect(h.activate(swarmNo(2), 4)).toContainEqual({ type: 'watch', buckets: [4, 9] })
    expect(h.activate(swarmNo(3), 4).some(({ type }) => type === 'watch')).toBe(false)
    const leave = (no: number): Effect[] => h.call((now, out) => h.desk.deactivate(swarmNo(no), now, out))
    expect(leave(2)).toEqual([])
    expect(leave(3)).toContainEqual({ type: 'watch', buckets: [9] })
    expect(leave(1)).toContainEqual({ type: 'watch', buckets: [] })
  })

  test(`more than ${MAX_ACTIVE_SWARMS} swarms do not listen at once; those that seek come first`, () => {
    const h = signalDeskBed()
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
    const h = signalDeskBed()
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
    const h = signalDeskBed()
    h.activate(S, 9)
    let [lookup] = lookupsIn(h.pass(SECOND))
    h.tell({ type: 'caught-up', op: lookup!.op, bucket: 9, untilMs: lookup!.untilMs, ok: true })
    const deafAt = h.now().wall
    h.tell({ type: 'waku', state: 'down' })
    h.pass(3 * DAY)
    const slices: Lookup[] = []
    lookup = lookupsIn(h.tell({ type: 'waku', state: 'up' }))[0]
    while (lookup !== undefined) {
      slices.push(lookup)
      const told = { type: 'caught-up', op: lookup.op, bucket: 9, untilMs: lookup.untilMs, ok: true } as const
      lookup = lookupsIn(h.tell(told))[0]
    }
    expect(slices.length).toBeGreaterThanOrEqual(3)
    expect(slices.every(({ sinceMs, untilMs }) => untilMs - sinceMs <= DAY)).toBe(true)
    expect(slices[0]!.untilMs).toBeGreaterThanOrEqual(h.now().wall)
    expect(slices.slice(1).map(({ untilMs }) => untilMs)).toEqual(slices.slice(0, -1).map(({ sinceMs }) => sinceMs))
    expect(slices.at(-1)!.sinceMs).toBeLessThanOrEqual(deafAt)
  })

  test('a store that does not answer is asked again later and holds up nothing', () => {
    const h = signalDeskBed()
    h.activate(S, 9)
    const [lookup] = lookupsIn(h.pass(SECOND))
    h.tell({ type: 'caught-up', op: lookup!.op, bucket: 9, untilMs: lookup!.untilMs, ok: false })
    h.seek()
    const effects = h.pass(MINUTE)
    expect(publishesIn(effects).length).toBeGreaterThan(0)
    expect(lookupsIn(effects)).toHaveLength(1)
  })

  test('few look-ups run at once, and each bucket gets its turn', () => {
    const h = signalDeskBed()
    for (let no = 1; no <= 20; no++) h.activate(swarmNo(no), no)
    const asked = new Set<number>()
    let open = lookupsIn(h.pass(SECOND))
    while (open.length > 0) {
      expect(open.length).toBeLessThanOrEqual(4)
      for (const { bucket } of open) asked.add(bucket)
      const [first, ...rest] = open
      open = [...rest, ...lookupsIn(
        h.tell({ type: 'caught-up', op: first!.op, bucket: first!.bucket, untilMs: first!.untilMs, ok: true })
      )]
    }
    expect(asked.size).toBe(20)
  })
})

describe('Waku down', () => {
  test('at the start nothing is lost: the seek leaves as soon as Waku is up', () => {
    const h = signalDeskBed(1, { up: false })
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
    const h = signalDeskBed()
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
    const h = signalDeskBed(1, { up: false })
    h.activate()
    h.seek()
    expect(publishesIn(h.pass(10 * SECOND))).toHaveLength(1)
  })

  test('offline nothing is lost either', () => {
    const h = signalDeskBed()
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
    const h = signalDeskBed(seed)
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
