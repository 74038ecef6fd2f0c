import { describe, expect, test } from 'vitest'
import { chunkNo, connNo, swarmNo } from '../ids.ts'
import {
  CHUNK_BYTES, DOUBTED_PONG_MS, LISTENER_JOINS_AFTER_MS, MAX_PAGES_AHEAD, MAX_WINDOW_BYTES, PING_IDLE_MS, PONG_MS,
  SEEK_AFTER_CUT_MS, SEEK_AFTER_MS, SEEK_RECEIPTS_AFTER_MS, STARVING_MS,
} from '../limits.ts'
import {
  askedFor, drivePeer, framesOf, getInit, haveBits, ofType, pagesOf, sendInit, SWARM, testReference, type PeerDriver,
} from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'
import type { ControlFrame } from '../pure/frame.ts'
import type { Hint } from '../pure/reference.ts'
import type { Seek } from './parts.ts'

const hint = (peer: string, addresses: string[] = [`/memory/${peer}`]): Hint => ({ peer, addresses })
const seekOf = (peer: string, given: Partial<Seek> = {}): Seek =>
  ({ id: 'id', from: hint(peer), attempt: 1, failed: [], sentAtMs: 0, ...given })
const everything = (count: number): ControlFrame => ({ type: 'have', ranges: [{ first: chunkNo(0), count }] })

function heard (driver: PeerDriver, seek: Seek): void {
  driver.deskOptions.onSeek(SWARM, seek, driver.now, [])
}

describe('who looks for members', () => {
  test('a getter without hints seeks at once', () => {
    const driver = drivePeer()
    driver.add()
    driver.pass(0)
    expect(driver.calls).toEqual(['activate', 'seek'])
  })

  test('a getter dials the hints of its reference and asks the relays it names', () => {
    const driver = drivePeer()
    driver.add({ init: getInit({ hints: [hint('author')], relays: ['/relay'] }) })
    expect(driver.calls).toEqual(['activate', 'learn /relay', 'want author reference'])
  })

  test('open connections are asked before Waku is', () => {
    const driver = drivePeer()
    const conn = driver.connect('p1')
    expect(ofType(driver.add(), 'join')).toEqual([{ type: 'join', conn, swarm: SWARM }])
    driver.pass(SEEK_AFTER_MS - 1)
    expect(driver.calls).not.toContain('seek')
    driver.pass(1)
    expect(driver.calls).toContain('seek')
  })

  test('the first link ends the seeking; its loss begins it again, after dialling had a chance', () => {
    const driver = drivePeer()
    driver.add()
    driver.pass(0)
    const chan = driver.join('p1')
    expect(driver.calls).toContain('stop seeking')
    driver.send({ type: 'left', chan, reason: 'closed' })
    driver.pass(SEEK_AFTER_CUT_MS - 1)
    expect(driver.calls.filter((call) => call === 'seek')).toHaveLength(1)
    driver.pass(1)
    expect(driver.calls.filter((call) => call === 'seek')).toHaveLength(2)
  })

  test('a getter whose transfer had failed dials whom its reference names when it is told to go on', () => {
    const driver = drivePeer()
    driver.add({ init: getInit({ hints: [hint('author')] }), state: 'failed', failure: 'io' })
    expect(driver.calls).not.toContain('want author reference')
    driver.send({ type: 'resume', swarm: SWARM })
    expect(driver.calls).toContain('want author reference')
  })

  test('links that all lack what is missing are no reason to stop: after a while others are sought', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([8]) })
    driver.join('p1')
    driver.pass(STARVING_MS)
    expect(driver.calls.filter((call) => call === 'seek').length).toBeLessThanOrEqual(1)
    const before = driver.calls.length
    driver.pass(STARVING_MS)
    expect(driver.calls.slice(before)).toContain('seek')
  })

  test('a sender does not seek, unless it was away while members may have got everything', () => {
    const fresh = drivePeer()
    fresh.add({ init: sendInit() })
    fresh.pass(10 * SEEK_RECEIPTS_AFTER_MS)
    expect(fresh.calls).not.toContain('seek')

    const back = drivePeer()
    back.add({ init: sendInit(), pages: pagesOf([4]), have: haveBits(4), sealedChunks: 4, sealedLast: true })
    back.pass(SEEK_RECEIPTS_AFTER_MS)
    expect(back.calls).toContain('seek')
  })

  test('a paused transfer looks for nobody and answers nobody', () => {
    const driver = drivePeer()
    driver.add({ init: getInit({ hints: [hint('author')] }), paused: true, pages: pagesOf([4]), have: haveBits(2) })
    driver.pass(60_000)
    heard(driver, seekOf('p1'))
    driver.pass(60_000)
    expect(driver.calls).toEqual([])
  })
})

describe('who answers', () => {
  test('the author dials a seeker at once', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit() })
    heard(driver, seekOf('p1'))
    expect(driver.calls).toContain('want p1 signal')
  })

  test('another holder waits a moment first, and drops it when the seeker has come meanwhile', () => {
    const done = { pages: pagesOf([4], { receiptKeys: 2 }), have: haveBits(4), state: 'done' } as const
    const driver = drivePeer()
    driver.add(done)
    heard(driver, seekOf('p1'))
    expect(driver.calls).not.toContain('want p1 signal')
    driver.pass(2_000)
    expect(driver.calls).toContain('want p1 signal')

    const other = drivePeer()
    other.add(done)
    heard(other, seekOf('p1'))
    other.join('p1')
    other.pass(2_000)
    expect(other.calls).not.toContain('want p1 signal')
  })

  test('of many holders some answer a first seek, more a second', () => {
    const done = { pages: pagesOf([4], { receiptKeys: 2 }), have: haveBits(4), state: 'done' } as const
    const answers = (attempt: number): number => Array.from({ length: 60 }, (_, seed) => {
      const driver = drivePeer({ seed })
      driver.add(done)
      driver.seen.push(...Array.from({ length: 60 }, (_unused, i) => hint(`other${i}`)))
      heard(driver, seekOf('p1', { attempt }))
      driver.pass(2_000)
      return driver.calls.includes('want p1 signal')
    }).filter(Boolean).length
    expect(answers(1)).toBeGreaterThan(2)
    expect(answers(1)).toBeLessThan(20)
    expect(answers(3)).toBeGreaterThan(answers(1))
  })

  test('a getter that has found others and has nothing leaves a seeker to those who have', () => {
    const [alone, linked] = [drivePeer(), drivePeer()]
    for (const driver of [alone, linked]) {
      driver.add()
      heard(driver, seekOf('p1'))
    }
    linked.join('p2')
    for (const driver of [alone, linked]) driver.pass(2_000)
    expect(alone.calls).toContain('want p1 signal')
    expect(linked.calls).not.toContain('want p1 signal')
  })

  test('a seeker without addresses, or one that cannot be dialled, gets an offer', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit() })
    heard(driver, seekOf('p1', { from: hint('p1', []) }))
    expect(driver.calls).toContain('offer p1')
    heard(driver, seekOf('p2'))
    expect(driver.calls).not.toContain('offer p2')
    driver.connectorOptions.onUnreachable(SWARM, 'p2', driver.now, [])
    expect(driver.calls).toContain('offer p2')
  })

  test('one who is linked already may have begun anew: it is asked for a sign of life, and given up without', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([8]) })
    driver.join('p1')
    driver.pass(1)
    heard(driver, seekOf('p1'))
    expect(driver.calls.filter((call) => call.startsWith('want'))).toEqual(['want p1 signal'])
    driver.pass(DOUBTED_PONG_MS)
    expect(driver.calls).toContain('silent 1')
  })

  test('who lied is not answered', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([8]) })
    const liar = driver.join('p2')
    driver.frame(liar, { type: 'request', items: [{ chunk: chunkNo(0), offset: 0, length: 0 }] })
    heard(driver, seekOf('p2'))
    expect(driver.calls.filter((call) => call.startsWith('want'))).toEqual([])
  })
})

describe('who joins', () => {
  const reference = { ...testReference, hints: [] }

  test('the dialler joins at once, the listener after a second, and nobody twice', () => {
    const dialler = drivePeer()
    dialler.add({ init: getInit(reference) })
    const out = dialler.connect('p1', { dialled: true })
    expect(out).toBe(connNo(1))
    const listener = drivePeer()
    listener.add({ init: getInit(reference) })
    const conn = listener.connect('p1')
    expect(ofType(listener.pass(LISTENER_JOINS_AFTER_MS - 1), 'join')).toEqual([])
    expect(ofType(listener.pass(1), 'join')).toEqual([{ type: 'join', conn, swarm: SWARM }])
    const joined = drivePeer()
    joined.add({ init: getInit(reference) })
    joined.join('p1')
    expect(ofType(joined.pass(2 * LISTENER_JOINS_AFTER_MS), 'join')).toEqual([])
  })

  test('who has nothing yet asks for pages and the first chunk with its proof, of one member at a time', () => {
    const driver = drivePeer()
    driver.add({ init: getInit({ hints: [hint('author'), hint('other')] }) })
    const [author, other] = [driver.connect('author'), driver.connect('other')]
    const opening = [
      { type: 'want-pages', first: 0, count: MAX_PAGES_AHEAD },
      { type: 'request', items: [{ chunk: 0, offset: 0, length: CHUNK_BYTES }] },
    ]
    expect(ofType(driver.pass(LISTENER_JOINS_AFTER_MS), 'join')).toEqual([
      { type: 'join', conn: author, swarm: SWARM, opening }, { type: 'join', conn: other, swarm: SWARM },
    ])
    // Once joined it says the same, and the link knows that it was said.
    const chan = driver.join('author', { by: 'us', conn: author })
    const said = driver.joinEffects.flatMap((effect) => effect.type === 'frame' ? [effect.frame] : [])
    for (const frame of opening) expect(said).toContainEqual(frame)
    expect(ofType(driver.joinEffects, 'expect')).toMatchObject([{ chan, chunk: 0 }])
  })

  test('who has pages asks for no chunk unseen, and who has all asks for nothing', () => {
    for (const [given, opening] of [
      [{ pages: pagesOf([8], { final: false }) }, [{ type: 'want-pages', first: 1, count: MAX_PAGES_AHEAD }]],
      [{ pages: pagesOf([8]) }, undefined],
    ] as const) {
      const driver = drivePeer()
      driver.add({ ...given, init: getInit({ hints: [hint('author')] }) })
      driver.connect('author')
      expect(ofType(driver.pass(LISTENER_JOINS_AFTER_MS), 'join')[0]?.opening).toEqual(opening)
    }
  })

  test('what was asked with a proof that was refused is asked with the next', () => {
    const driver = drivePeer()
    driver.add({ init: getInit({ hints: [hint('a'), hint('b'), hint('c')] }) })
    const [first] = ['a', 'b'].map((peer) => driver.connect(peer))
    driver.pass(LISTENER_JOINS_AFTER_MS)
    driver.send({ type: 'join-refused', conn: first!, swarm: SWARM })
    driver.connect('c')
    expect(ofType(driver.pass(LISTENER_JOINS_AFTER_MS), 'join')[0]?.opening).toHaveLength(2)
  })

  test('what was refused is not tried again over that connection', () => {
    const driver = drivePeer()
    const conn = driver.connect('p1')
    driver.add()
    driver.send({ type: 'join-refused', conn, swarm: SWARM })
    expect(ofType(driver.pass(60_000), 'join')).toEqual([])
  })

  test('when both sides joined, the channel that the dialler of the connection opened stays', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([8]) })
    const conn = driver.connect('p1')
    const ours = driver.join('p1', { by: 'us', conn })
    const theirs = driver.join('p1', { by: 'them', conn })
    expect(ofType(driver.joinEffects, 'leave')).toEqual([{ type: 'leave', chan: ours, reason: 'surplus' }])
    const again = driver.join('p1', { by: 'us', conn })
    expect(ofType(driver.joinEffects, 'leave')).toEqual([{ type: 'leave', chan: again, reason: 'surplus' }])
    expect(askedFor(driver.frame(theirs, everything(8)), theirs)).toHaveLength(4)
  })

  test('a better path takes over: nothing more is asked on the old one, what was asked may still come', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([8]) })
    const relayed = driver.connect('p1', { path: 'relayed' })
    const old = driver.join('p1', { conn: relayed })
    const asked = askedFor(driver.frame(old, everything(8)), old)
    const direct = driver.connect('p1', { path: 'direct' })
    const chan = driver.join('p1', { conn: direct })
    const next = askedFor(driver.frame(chan, everything(8)), chan)
    expect(next.filter((chunk) => asked.includes(chunk))).toEqual([])
    const effects = driver.send({
      type: 'bytes-in', chan: old, chunk: chunkNo(asked[0]!), accepted: CHUNK_BYTES, wasted: 0, filled: CHUNK_BYTES,
    })
    expect(askedFor(effects, old)).toEqual([])
    expect(driver.snapshot().members).toEqual([{ peer: 'p1', path: 'direct', have: 8 }])
  })
})

describe('silence', () => {
  test('a connection that says nothing is pinged, and given up when no answer comes', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([8]), have: haveBits(8), state: 'done' })
    const chan = driver.join('p1')
    driver.frame(chan, { type: 'pong', token: 1 })
    expect(framesOf(driver.pass(PING_IDLE_MS), 'ping', chan)).toHaveLength(1)
    driver.pass(PONG_MS - 1)
    expect(driver.calls).not.toContain('silent 1')
    driver.pass(1)
    expect(driver.calls).toContain('silent 1')
  })

  test('a peer that answers is kept for ever', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([8]), have: haveBits(8), state: 'done' })
    const chan = driver.join('p1')
    let pending = framesOf(driver.joinEffects, 'ping')
    for (let i = 0; i < 40; i++) {
      for (const { token } of pending) driver.frame(chan, { type: 'pong', token })
      pending = framesOf(driver.pass(5_000), 'ping', chan)
    }
    expect(driver.calls).not.toContain('silent 1')
  })

  test.each([['is given up', 0], ['is kept when it answers', 1]])(
    'one whose peer opened another is asked at once, and %s after a second', (_what, pongs) => {
      const driver = drivePeer()
      driver.add({ pages: pagesOf([8]), have: haveBits(8), state: 'done' })
      const chan = driver.join('p1')
      driver.pass(1)
      const out: Effect[] = []
      const doubted = { conn: connNo(1), privacy: 'direct', peer: 'p1', path: 'direct', dialled: true } as const
      driver.connectorOptions.onDoubted({ ...doubted, windowMaxBytes: MAX_WINDOW_BYTES }, driver.now, out)
      driver.pass(1)
      const [ping] = framesOf(out, 'ping', chan).slice(0, pongs)
      if (ping !== undefined) driver.frame(chan, { type: 'pong', token: ping.token })
      driver.pass(DOUBTED_PONG_MS - 2)
      expect(driver.calls).not.toContain('silent 1')
      driver.pass(PING_IDLE_MS - DOUBTED_PONG_MS)
      expect(driver.calls.includes('silent 1')).toBe(pongs === 0)
    }
  )

  test('while it owes us bytes it is asked sooner', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([8]) })
    const chan = driver.join('p1')
    driver.frame(chan, everything(8))
    driver.pass(14_000)
    expect(driver.calls).toContain('silent 1')
  })
})

test('of several transfers only so many move bytes at once, in the order in which they could', () => {
  const driver = drivePeer({ maxActive: 1 })
  for (const no of [1, 2]) driver.add({ swarm: swarmNo(no), pages: pagesOf([8]) })
  const second = driver.join('p1', { swarm: swarmNo(2) })
  const first = driver.join('p2', { swarm: swarmNo(1) })
  expect(driver.snapshot(swarmNo(1)).phase).toBe('queued')
  expect(askedFor(driver.frame(second, everything(8)))).toHaveLength(4)
  expect(askedFor(driver.frame(first, everything(8)))).toEqual([])
  const effects = driver.send({ type: 'pause', swarm: swarmNo(2) })
  expect(askedFor(effects, first)).toHaveLength(4)
  expect(driver.snapshot(swarmNo(1)).phase).toBe('transferring')
})
