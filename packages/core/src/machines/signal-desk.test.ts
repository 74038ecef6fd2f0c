import { describe, expect, test } from 'vitest'
import { swarmNo, type PeerId } from '../ids.ts'
import type { SignalBody } from '../pure/signal-body.ts'
import { bodiesIn, DAY, hintOf, MINUTE, publishesIn, S, SECOND, signalDeskBed } from '../testing/signal-desk-bed.ts'
import { createRandom } from './random.ts'

describe('seeking', () => {
  test('a seek is stored, names us, says what failed, and leaves within two seconds', () => {
    const h = signalDeskBed()
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

  test('it repeats after about 30 s, then once in ten minutes and seldomer, until it is stopped', () => {
    const h = signalDeskBed()
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
    const h = signalDeskBed()
    h.activate()
    h.seek()
    expect(
      bodiesIn(h.pass(30 * MINUTE)).map(body => body.type === 'seek' && body.attempt)
    ).toEqual([1, 2, 3, 4].slice(0, h.log.length))
    expect(h.log.length).toBeGreaterThanOrEqual(3)
  })

  test('asking again while it seeks changes nothing, and stopping before it left sends nothing', () => {
    const h = signalDeskBed()
    h.activate()
    h.seek()
    h.seek()
    expect(publishesIn(h.pass(10 * SECOND))).toHaveLength(1)
    const other = signalDeskBed()
    other.activate()
    other.seek()
    other.stop()
    expect(publishesIn(other.pass(DAY))).toEqual([])
  })

  test('starting and stopping in turns does not get round the budget', () => {
    const h = signalDeskBed()
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
    const h = signalDeskBed()
    for (let round = 0; round < 100; round++) {
      h.activate()
      h.seek()
      h.pass(5 * SECOND)
      h.call((now, out) => h.desk.deactivate(S, now, out))
    }
    expect(h.log.length).toBeLessThanOrEqual(3)
  })

  test('it waits a moment for a first address of ours, and no longer', () => {
    const h = signalDeskBed(1, { self: { peer: 'self', addresses: [] } })
    h.activate()
    h.seek()
    expect(publishesIn(h.pass(2.9 * SECOND))).toEqual([])
    expect(publishesIn(h.pass(SECOND))).toHaveLength(1)

    const soon = signalDeskBed(1, { self: { peer: 'self', addresses: [] } })
    soon.activate()
    soon.seek()
    soon.pass(2 * SECOND)
    soon.me = hintOf('self')
    const effects = soon.tell({ type: 'self', privacy: 'direct', peer: 'self', addresses: soon.me.addresses })
    expect(bodiesIn(effects)).toMatchObject([{ from: hintOf('self') }])
  })

  test('swarms of one bucket share a message of at most four records, swarms of another do not', () => {
    const h = signalDeskBed()
    for (let no = 1; no <= 6; no++) h.activate(swarmNo(no), no === 6 ? 8 : 7)
    for (let no = 1; no <= 6; no++) h.seek(swarmNo(no))
    h.pass(10 * SECOND)
    const inBucket = h.log.filter(({ publish }) => publish.bucket === 7)
    expect(inBucket.map(({ publish }) => publish.records.length).sort()).toEqual([1, 4])
    expect(h.log.filter(({ publish }) => publish.bucket === 8)).toHaveLength(1)
    for (let no = 1; no <= 6; no++) expect(h.desk.sent(swarmNo(no))).toBe(1)
  })

  test('many swarms together stay below what Waku allows a member', () => {
    const h = signalDeskBed()
    for (let no = 1; no <= 250; no++) {
      h.activate(swarmNo(no), no)
      h.seek(swarmNo(no))
    }
    h.pass(60 * MINUTE)
    for (const { atMs } of h.log) {
      expect(
        h.log.filter(other => other.atMs > atMs - 10 * MINUTE && other.atMs <= atMs).length
      ).toBeLessThanOrEqual(90)
    }
  })
})

describe('a crowd', () => {
  test('the more is said in a swarm the longer a seek waits', () => {
    const waits = [0, 3, 6, 12].map(said => {
      const h = signalDeskBed()
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
    const h = signalDeskBed()
    h.activate()
    for (let index = 0; index < 20; index++) h.hear(
      { type: 'offer', from: hintOf(`other-${index}`), answers: 'x', haveAll: true }
    )
    h.seek()
    h.pass(10 * MINUTE - 1)
    expect(h.log).toEqual([])
  })

  test('nor does it get an offer of ours, unless the seeker asks for the third time', () => {
    const offered = (attempt: number): number => {
      const h = signalDeskBed()
      h.activate()
      for (let index = 0; index < 20; index++) h.hear(h.seekOf(`other-${index}`))
      h.offer(h.asSeek('z', attempt))
      return publishesIn(h.pass(MINUTE)).length
    }
    expect([1, 2, 3].map(offered)).toEqual([0, 0, 1])
  })

  test.each([1, 2, 3])('fifty members who seek at once say no more than the swarm aims at (seed %i)', seed => {
    const crowd = Array.from(
      { length: 50 }, (_, index) => signalDeskBed(seed * 1000 + index, { self: hintOf(`member-${index}`) })
    )
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
          for (const to of crowd.keys()) if (to !== index) travelling.push(
            { atMs: ms + random.between(200, 700), to, id: `m-${said}`, body }
          )
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
    const h = signalDeskBed()
    h.activate()
    h.offer(h.asSeek('z'))
    expect(publishesIn(h.pass(199))).toEqual([])
    expect(publishesIn(h.pass(2 * SECOND))).toMatchObject([{
      stored: false, records: [{ body: { type: 'offer', answers: 'seek-of-z', haveAll: true, from: hintOf('self') } }]
    }])
  })

  test('it is not sent when two others answered, those that failed the seeker not counted', () => {
    const suppressed = (answering: PeerId[], failed: PeerId[], attempt = 1): boolean => {
      const h = signalDeskBed()
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
    const h = signalDeskBed()
    h.activate()
    h.offer(h.asSeek('z', 1, ['self']))
    expect(publishesIn(h.pass(MINUTE))).toEqual([])
  })

  test('it is dropped when the seeker has been reached meanwhile', () => {
    const h = signalDeskBed()
    h.activate()
    h.offer(h.asSeek('z'))
    h.desk.answered(S, 'z')
    expect(publishesIn(h.pass(MINUTE))).toEqual([])
  })

  test('without an address of ours it waits, and is dropped when it would come too late', () => {
    const h = signalDeskBed(1, { self: { peer: 'self', addresses: [] } })
    h.activate()
    h.offer(h.asSeek('z'))
    h.pass(3 * MINUTE)
    h.me = hintOf('self')
    expect(
      publishesIn(h.tell({ type: 'self', privacy: 'direct', peer: 'self', addresses: h.me.addresses }))
    ).toEqual([])
  })

  test('a seeker that has not repeated for long is not listening any more', () => {
    const h = signalDeskBed()
    h.activate()
    h.offer({ ...h.asSeek('z'), sentAtMs: h.now().wall - 60 * MINUTE })
    expect(publishesIn(h.pass(MINUTE))).toEqual([])
  })

  test('offers spread: of many holders few answer before they hear the first two', () => {
    const delays = Array.from({ length: 200 }, (_, seed) => {
      const h = signalDeskBed(seed)
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
