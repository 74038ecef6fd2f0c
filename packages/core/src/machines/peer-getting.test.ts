import { describe, expect, test } from 'vitest'
import { chanNo, chunkNo, pageNo, type ChanNo } from '../ids.ts'
import { CHUNK_BYTES, LATE_HAVE_MS, MAX_CHUNKS, STALL_MS, STREAM_CHUNK_BYTES } from '../limits.ts'
import {
  askedFor, drivePeer, framesOf, haveBits, headOf, ofType, pagesOf, SWARM, type PeerDriver,
} from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

/** `effects`: what it asked of its members when they came. */
interface Getter { readonly driver: PeerDriver, readonly chans: ChanNo[], readonly effects: Effect[] }

/** A getter that knows all pages, and members with everything. */
function getter (chunks: number, members: number, options: Parameters<typeof drivePeer>[0] = {}): Getter {
  const driver = drivePeer(options)
  driver.add({ pages: pagesOf([chunks]) })
  const chans: ChanNo[] = []
  const effects: Effect[] = []
  for (let i = 1; i <= members; i++) {
    const chan = driver.join(`p${i}`)
    chans.push(chan)
    effects.push(...driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: chunks }] }))
  }
  return { driver, chans, effects }
}

/** All bytes of a chunk come in; the store's answer is up to the caller. */
function deliver (driver: PeerDriver, chan: ChanNo, chunk: number): Effect[] {
  return [
    ...part(driver, chan, chunk, CHUNK_BYTES, CHUNK_BYTES),
    ...driver.send({ type: 'chunk-in', swarm: SWARM, chunk: chunkNo(chunk), senders: [chan] }),
  ]
}

const part = (driver: PeerDriver, chan: ChanNo, chunk: number, filled: number, accepted: number): Effect[] =>
  driver.send({ type: 'bytes-in', chan, chunk: chunkNo(chunk), accepted, wasted: 0, filled })

const kept = (driver: PeerDriver, chunk: number, outcome: 'ok' | 'bad-digest' | 'disk-full' | 'io' = 'ok'): Effect[] =>
  driver.send({ type: 'kept', swarm: SWARM, chunk: chunkNo(chunk), outcome })

/** A chunk comes in and is good. */
const whole = (driver: PeerDriver, chan: ChanNo, chunk: number): Effect[] =>
  [...deliver(driver, chan, chunk), ...kept(driver, chunk)]

const ask = (driver: PeerDriver, chan: ChanNo, chunk: number): Effect[] =>
  driver.frame(chan, { type: 'request', items: [{ chunk: chunkNo(chunk), offset: 0, length: CHUNK_BYTES }] })

describe('pages', () => {
  test('whoever joins is asked for pages at once, without waiting for a head', () => {
    const driver = drivePeer()
    driver.add()
    const chan = driver.join('p1')
    expect(framesOf(driver.joinEffects, 'want-pages', chan)).toEqual([{ type: 'want-pages', first: 0, count: 4 }])
  })

  test('the first chunk is asked for before any page is known, and kept as soon as one lists it', () => {
    const driver = drivePeer()
    driver.add()
    const chan = driver.join('p1')
    expect(askedFor(driver.joinEffects, chan)).toEqual([0])
    expect(ofType(deliver(driver, chan, 0), 'keep')).toEqual([])
    driver.send({ type: 'page-in', chan, head: headOf(0) })
    const page = pagesOf([1, 4], { final: false })[0]!
    const effects = driver.send({ type: 'page-checked', swarm: SWARM, chan, result: { verdict: 'ok', page } })
    expect(ofType(effects, 'keep')).toEqual([{ type: 'keep', swarm: SWARM, chunk: 0 }])
    kept(driver, 0)
    expect(driver.snapshot()).toMatchObject({ chunks: { have: 1 }, firstByteMs: 0 })
  })

  test('a first chunk that was taken for a larger one is asked for again in its true size', () => {
    const driver = drivePeer()
    driver.add()
    const chan = driver.join('p1')
    driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: 1 }] })
    part(driver, chan, 0, 1_000, 1_000)
    driver.send({ type: 'page-in', chan, head: headOf(0) })
    const page = { ...pagesOf([1, 4], { final: false })[0]!, chunkBytes: STREAM_CHUNK_BYTES }
    const effects = driver.send({ type: 'page-checked', swarm: SWARM, chan, result: { verdict: 'ok', page } })
    expect(ofType(effects, 'drop')).toHaveLength(1)
    expect(framesOf(effects, 'cancel', chan)).toEqual([{ type: 'cancel', chunks: [0] }])
    expect(framesOf(effects, 'request', chan)).toEqual([
      { type: 'request', items: [{ chunk: 0, offset: 0, length: STREAM_CHUNK_BYTES }] },
    ])
  })

  test('who has no first chunk yet refuses without being left alone for it', () => {
    const driver = drivePeer()
    driver.add()
    const chan = driver.join('p1')
    driver.frame(chan, { type: 'refuse', chunks: [chunkNo(0)] })
    driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: 1 }] })
    driver.send({ type: 'page-in', chan, head: headOf(0) })
    const page = pagesOf([1, 4], { final: false })[0]!
    const effects = driver.send({ type: 'page-checked', swarm: SWARM, chan, result: { verdict: 'ok', page } })
    expect(askedFor(effects, chan)).toEqual([0])
  })

  test('pages are given to the store in order', () => {
    const driver = drivePeer()
    driver.add()
    const chan = driver.join('p1')
    expect(ofType(driver.send({ type: 'page-in', chan, head: headOf(1) }), 'check-page')).toEqual([])
    expect(ofType(driver.send({ type: 'page-in', chan, head: headOf(0) }), 'check-page')).toHaveLength(1)
    expect(ofType(driver.send({ type: 'page-in', chan, head: headOf(1) }), 'check-page')).toHaveLength(1)
  })

  test('a forged page convicts its sender, who is left for good', () => {
    const driver = drivePeer()
    driver.add()
    const chan = driver.join('p1')
    driver.send({ type: 'page-in', chan, head: headOf(0) })
    const effects = driver.send({ type: 'page-checked', swarm: SWARM, chan, result: { verdict: 'forged' } })
    expect(ofType(effects, 'leave')).toEqual([{ type: 'leave', chan, reason: 'violation' }])
    expect(driver.calls).toContain('failed p1')
    driver.join('p1')
    expect(ofType(driver.joinEffects, 'leave')).toMatchObject([{ reason: 'violation' }])
  })

  test('a page out of order is asked for again, and costs nobody anything', () => {
    const driver = drivePeer()
    driver.add()
    const chan = driver.join('p1')
    driver.frame(chan, { type: 'head', head: headOf(3) })
    driver.send({ type: 'page-in', chan, head: headOf(0) })
    const effects = driver.send({ type: 'page-checked', swarm: SWARM, chan, result: { verdict: 'out-of-order' } })
    expect(framesOf(effects, 'want-pages')).toEqual([{ type: 'want-pages', first: 0, count: 4 }])
    expect(ofType(effects, 'leave')).toEqual([])
  })

  test('pages that a member announced and does not send are asked of another', () => {
    const driver = drivePeer()
    driver.add()
    const silent = driver.join('p1')
    driver.frame(silent, { type: 'head', head: headOf(0) })
    const other = driver.join('p2')
    driver.frame(other, { type: 'head', head: headOf(0) })
    expect(framesOf(driver.pass(STALL_MS + 1), 'want-pages', other)).toHaveLength(1)
  })

  test('a member that invents heads makes the store look at a few at a time only', () => {
    const { driver, chans: [chan] } = getter(4, 1)
    const heads = Array.from({ length: 20 }, (_, i) => headOf(0, true, i + 1))
    const effects = heads.flatMap((head) => driver.frame(chan!, { type: 'head', head }))
    expect(ofType(effects, 'check-head')).toHaveLength(4)
  })

  test('two heads for one number fail the transfer, both are passed on, and what is held is still given', () => {
    const { driver, chans: [chan] } = getter(4, 2)
    deliver(driver, chan!, 0)
    kept(driver, 0)
    const other = headOf(0, true, 1)
    const effects = driver.send({ type: 'head-checked', swarm: SWARM, chan: chan!, head: other, verdict: 'conflict' })
    expect(ofType(effects, 'set-failed')).toEqual([{ type: 'set-failed', swarm: SWARM, code: 'author-conflict' }])
    expect(framesOf(effects, 'head').map(({ head }) => head)).toEqual([other, other])
    expect(driver.snapshot()).toMatchObject({ phase: 'failed', failure: 'author-conflict' })
    const given = ask(driver, chan!, 0)
    expect(ofType(given, 'send-chunk')).toHaveLength(1)
  })
})

describe('chunks', () => {
  test('four are asked for at first, each of one member', () => {
    const { driver, effects } = getter(100, 2)
    const asked = askedFor(effects)
    expect(asked).toHaveLength(8)
    expect(new Set(asked).size).toBe(8)
    expect(driver.snapshot().chunks).toEqual({ known: 100, have: 0, sealed: 0, furthest: 100, final: true })
  })

  test('what is kept is announced, gathered over a tenth of a second; over a second to who has it', () => {
    const { driver, chans: [chan], effects } = getter(20, 1)
    const lacking = driver.join('lacking')
    for (const chunk of askedFor(effects)) {
      expect(ofType(deliver(driver, chan!, chunk), 'keep')).toEqual([{ type: 'keep', swarm: SWARM, chunk }])
      kept(driver, chunk)
    }
    const told = (out: Effect[]): ChanNo[] => ofType(out, 'frame').filter(({ frame }) => frame.type === 'have')
      .map(({ chan: to }) => to)
    expect([driver.pass(99), driver.pass(1), driver.pass(LATE_HAVE_MS)].map(told)).toEqual([[], [lacking], [chan]])
  })

  test('when all is kept the payload is finished, then the receipt is signed and told to all, latecomers too', () => {
    const { driver, chans: [first, second] } = getter(1, 2)
    deliver(driver, first!, 0)
    expect(ofType(kept(driver, 0), 'finish')).toEqual([{ type: 'finish', swarm: SWARM }])
    expect(driver.snapshot().phase).toBe('verifying')
    expect(ofType(driver.send({ type: 'finished', swarm: SWARM }), 'sign-receipt')).toHaveLength(1)
    expect(driver.snapshot().phase).toBe('done')
    const receipt = { key: 0, finalPage: new Uint8Array(32), signature: new Uint8Array(64) }
    const frames = ofType(driver.send({ type: 'receipt-signed', swarm: SWARM, receipt }), 'frame')
    const told = frames.filter(({ frame }) => frame.type === 'receipt')
    expect(told.map(({ chan }) => chan)).toEqual([first, second])
    const late = driver.join('p3')
    expect(framesOf(driver.joinEffects, 'receipt', late)).toEqual([{ type: 'receipt', receipt }])
  })

  test('a lost link gives its chunks to others, half ones from where they were', () => {
    const { driver, chans: [first, second], effects } = getter(8, 2)
    const [chunk] = askedFor(effects, first)
    part(driver, first!, chunk!, 65_000, 65_000)
    const after = askedFor(effects, second).flatMap((each) => whole(driver, second!, each))
    after.push(...driver.send({ type: 'left', chan: first!, reason: 'closed' }))
    const items = framesOf(after, 'request', second).flatMap((frame) => frame.items)
    expect(items.find((item) => item.chunk === chunk)).toEqual({ chunk, offset: 65_000, length: CHUNK_BYTES - 65_000 })
    expect(items.map((item) => item.chunk).sort()).toEqual(askedFor(effects, first).sort())
  })

  test('a request that ends before its first byte is ended in the link too, where late bytes would gather', () => {
    const { driver, chans: [chan], effects } = getter(100, 1)
    const [chunk] = askedFor(effects)
    const left = driver.send({ type: 'left', chan: chan!, reason: 'closed' })
    expect(ofType(left, 'drop')).toContainEqual({ type: 'drop', swarm: SWARM, chunk })
  })

  test('a refused chunk is asked of another, and the refuser is left alone for a second', () => {
    const { driver, chans: [first, second], effects } = getter(100, 2)
    const [chunk] = askedFor(effects, first)
    const after = driver.frame(first!, { type: 'refuse', chunks: [chunkNo(chunk!)] })
    expect(askedFor(after, first)).toEqual([])
    deliver(driver, second!, askedFor(effects, second)[0]!)
    kept(driver, askedFor(effects, second)[0]!)
    expect(askedFor(driver.pass(1_000), first).length).toBeGreaterThan(0)
  })

  test('a reader gets what it watches next', () => {
    const { driver, chans: [chan], effects } = getter(1000, 1)
    driver.send({ type: 'read-ahead', swarm: SWARM, first: chunkNo(700), count: 20 })
    const next = askedFor(effects).flatMap((chunk) => askedFor(whole(driver, chan!, chunk)))
    expect(next.slice(0, 4)).toEqual([700, 701, 702, 703])
  })

  test('a rate limit spreads requests over time', () => {
    const { driver, chans: [chan], effects } = getter(100, 1, { downloadBytesPerSecond: CHUNK_BYTES })
    expect(askedFor(effects)).toHaveLength(1)
    expect(askedFor(driver.pass(700))).toHaveLength(0)
    expect(askedFor(driver.pass(100))).toHaveLength(1)
    deliver(driver, chan!, askedFor(effects)[0]!)
    expect(askedFor(driver.pass(2_000))).toHaveLength(2)
  })
})

describe('wrong bytes', () => {
  test('one sender alone is convicted by them', () => {
    const { driver, chans: [first, second], effects } = getter(8, 2)
    const [chunk] = askedFor(effects, first)
    deliver(driver, first!, chunk!)
    const after = kept(driver, chunk!, 'bad-digest')
    expect(ofType(after, 'leave')).toEqual([{ type: 'leave', chan: first, reason: 'violation' }])
    expect(driver.calls).toContain('failed p1')
    for (const each of askedFor(effects, second)) {
      deliver(driver, second!, each)
      kept(driver, each)
    }
    expect(driver.snapshot().members.map(({ peer }) => peer)).toEqual(['p2'])
  })

  test('of several senders nobody is convicted: the chunk comes whole from one, and only that one can be', () => {
    const { driver, chans: [first, second], effects } = getter(4, 2)
    const [chunk] = askedFor(effects, first)
    part(driver, first!, chunk!, 65_000, 65_000)
    driver.send({ type: 'left', chan: first!, reason: 'closed' })
    deliver(driver, second!, chunk!)
    const after = kept(driver, chunk!, 'bad-digest')
    expect(ofType(after, 'leave')).toEqual([])
    expect(ofType(after, 'drop')).toMatchObject([{ chunk }])
    expect(ofType(after, 'expect')).toMatchObject([{ chan: second, chunk, alone: true }])
    const items = framesOf(after, 'request').flatMap((frame) => frame.items)
    expect(items).toContainEqual({ chunk, offset: 0, length: CHUNK_BYTES })
    deliver(driver, second!, chunk!)
    const left = ofType(kept(driver, chunk!, 'bad-digest'), 'leave')
    expect(left).toEqual([{ type: 'leave', chan: second, reason: 'violation' }])
  })
})

describe('stalls', () => {
  test('what another member has is asked of it, and the silent one is told to stop', () => {
    const { driver, chans: [first, second], effects } = getter(12, 2)
    for (const chunk of askedFor(effects, second)) {
      deliver(driver, second!, chunk)
      kept(driver, chunk)
    }
    const owed = askedFor(effects, first)
    const after = driver.pass(STALL_MS)
    expect(framesOf(after, 'cancel', first).flatMap(({ chunks }) => chunks).sort()).toEqual([...owed].sort())
    expect(askedFor(after, first)).toEqual([])
  })

  test('what nobody else has stays asked for', () => {
    const { driver, chans: [chan], effects } = getter(4, 1)
    expect(framesOf(driver.pass(STALL_MS + 100), 'cancel')).toEqual([])
    deliver(driver, chan!, askedFor(effects)[0]!)
    expect(ofType(kept(driver, askedFor(effects)[0]!), 'leave')).toEqual([])
  })

  test('a second stall in a row leaves one request, and the first bytes bring trust back', () => {
    const { driver, chans: [chan], effects } = getter(100, 1)
    const after = driver.pass(2 * STALL_MS + 2_000)
    expect(framesOf(after, 'cancel').flatMap(({ chunks }) => chunks)).toHaveLength(3)
    const [standing] = askedFor(effects)
    expect(askedFor(deliver(driver, chan!, standing!), chan).length).toBeGreaterThanOrEqual(3)
  })
})

describe('the store', () => {
  test('a full disk pauses this transfer, and others go on', () => {
    const { driver, chans: [chan], effects } = getter(100, 1)
    const [chunk] = askedFor(effects)
    const owed = [...askedFor(effects).slice(1), ...askedFor(deliver(driver, chan!, chunk!))]
    const after = kept(driver, chunk!, 'disk-full')
    expect(framesOf(after, 'cancel', chan).flatMap(({ chunks }) => chunks)).toEqual(owed)
    expect(driver.snapshot()).toMatchObject({ pauseReason: 'quota', failure: null })
    expect(askedFor(driver.pass(60_000))).toEqual([])
    const resumed = driver.send({ type: 'resume', swarm: SWARM })
    expect(askedFor(resumed, chan)).toHaveLength(owed.length)
    expect(driver.snapshot().pauseReason).toBeNull()
  })

  test.each(['disk-full', 'io'] as const)('a page that was not kept (%s) is asked for when it goes on', (verdict) => {
    const driver = drivePeer()
    driver.add()
    const chan = driver.join('p1')
    driver.send({ type: 'page-in', chan, head: headOf(0) })
    driver.send({ type: 'page-checked', swarm: SWARM, chan, result: { verdict } })
    const resumed = driver.send({ type: 'resume', swarm: SWARM })
    expect(framesOf(resumed, 'want-pages', chan)).toEqual([{ type: 'want-pages', first: 0, count: 4 }])
  })

  test('a store that cannot write fails the transfer', () => {
    const { driver, chans: [chan], effects } = getter(100, 1)
    deliver(driver, chan!, askedFor(effects)[0]!)
    kept(driver, askedFor(effects)[0]!, 'io')
    expect(driver.snapshot()).toMatchObject({ phase: 'failed', failure: 'io' })
  })

  test('a restart asks for what is missing, and for nothing else', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([1, 9]), have: haveBits(8), resumedBytes: 8 * CHUNK_BYTES })
    const chan = driver.join('p1')
    expect(framesOf(driver.joinEffects, 'have', chan)).toEqual([{ type: 'have', ranges: [{ first: 0, count: 8 }] }])
    expect(framesOf(driver.joinEffects, 'want-pages')).toEqual([])
    const effects = driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: 10 }] })
    expect(askedFor(effects).sort()).toEqual([8, 9])
    expect(driver.snapshot().traffic.resumed).toBe(8 * CHUNK_BYTES)
  })

  test('a pause while the payload is finished loses nothing: it is finished again', () => {
    const { driver, chans: [chan] } = getter(1, 1)
    whole(driver, chan!, 0)
    driver.send({ type: 'pause', swarm: SWARM })
    driver.send({ type: 'finished', swarm: SWARM })
    expect(ofType(driver.send({ type: 'resume', swarm: SWARM }), 'finish')).toHaveLength(1)
    driver.send({ type: 'finished', swarm: SWARM })
    expect(driver.snapshot().phase).toBe('done')
  })

  test('a payload that was complete when the power went is finished at the next start', () => {
    const driver = drivePeer()
    expect(ofType(driver.add({ pages: pagesOf([4]), have: haveBits(4) }), 'finish')).toHaveLength(1)
  })

  test('what is done goes on giving', () => {
    const driver = drivePeer()
    driver.add({ pages: pagesOf([4], { receiptKeys: 2 }), have: haveBits(4), state: 'done' })
    const chan = driver.join('p1')
    const effects = ask(driver, chan, 2)
    expect(ofType(effects, 'send-chunk')).toMatchObject([{ chan, chunk: 2, offset: 0, length: CHUNK_BYTES }])
  })
})

test('frames that no member means well with end the connection', () => {
  const bad = [
    { type: 'have', ranges: [{ first: chunkNo(0), count: MAX_CHUNKS + 1 }] },
    { type: 'request', items: [{ chunk: chunkNo(0), offset: CHUNK_BYTES - 1, length: 2 }] },
    { type: 'request', items: [{ chunk: chunkNo(0), offset: 0, length: 0 }] },
  ] as const
  for (const frame of bad) {
    const { driver, chans: [chan] } = getter(4, 1)
    expect(ofType(driver.frame(chan!, frame), 'leave')).toEqual([{ type: 'leave', chan, reason: 'violation' }])
  }
})

test('events about channels and swarms that are gone change nothing', () => {
  const driver = drivePeer()
  const chan = chanNo(99)
  expect(driver.frame(chan, { type: 'want-pages', first: pageNo(0), count: 4 })).toEqual([])
  expect(deliver(driver, chan, 0)).toEqual([])
  expect(kept(driver, 0)).toEqual([])
  expect(driver.send({ type: 'left', chan, reason: 'closed' })).toEqual([])
})

test('what a reader waits for is asked of a second member when the first one is late', () => {
  const { driver, chans: [slow, fast], effects } = getter(400, 2)
  for (const chunk of askedFor(effects, fast)) {
    driver.pass(10)
    deliver(driver, fast!, chunk)
    kept(driver, chunk)
  }
  const next = askedFor(effects, slow)[0]!
  driver.send({ type: 'read-ahead', swarm: SWARM, first: chunkNo(next), count: 40 })
  expect(askedFor(driver.pass(1_500), fast)).toContain(next)
})
