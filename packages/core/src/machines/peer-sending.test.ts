import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo, type ChanNo } from '../ids.ts'
import { CHUNK_BYTES, MAX_QUEUED_REQUESTS, SEAL_AHEAD_BYTES, UPLINK_CHUNKS } from '../limits.ts'
import {
  drivePeer, framesOf, haveBits, headOf, ofType, pagesOf, sendInit, SWARM, type PeerDriver,
} from '../testing/peer-driver.ts'
import type { StoredTransfer } from '../ports.ts'
import type { Receipt } from '../pure/page.ts'
import type { Effect } from './effect.ts'
import type { ChunkOutcome } from './giving.ts'

/** Plain bytes of a chunk. */
const PLAIN = CHUNK_BYTES - 20

/** What the journal knows of a payload that is sealed and signed, with so many chunks on each page. */
function sealedTransfer (counts: readonly number[], receiptKeys = 1): Partial<StoredTransfer> {
  const chunks = counts.reduce((sum, count) => sum + count, 0)
  return {
    init: sendInit(), pages: pagesOf(counts, { receiptKeys }), head: headOf(counts.length - 1, true),
    have: haveBits(chunks), sealedChunks: chunks, sealedLast: true,
  }
}

/** An author whose payload of so many chunks is sealed and signed. */
function sender (chunks: number, options: Parameters<typeof drivePeer>[0] = {}): PeerDriver {
  const driver = drivePeer(options)
  driver.add(sealedTransfer([chunks]))
  return driver
}

interface Batch { short?: boolean, last?: boolean }

function sealed (driver: PeerDriver, first: number, count: number, batch: Batch = {}): Effect[] {
  const { short = false, last = false } = batch
  return driver.send({ type: 'sealed', swarm: SWARM, first, count, bytes: count * PLAIN, short, last })
}

function signed (driver: PeerDriver, page: number, first: number, count: number, final = false): Effect[] {
  return driver.send({
    type: 'page-signed', swarm: SWARM, head: headOf(page, final),
    page: {
      page: pageNo(page), first: chunkNo(first), count, final, chunkBytes: CHUNK_BYTES, plainOffset: first * PLAIN,
      ...(page === 0 && { receiptKeys: 1 }),
    },
  })
}

const ask = (driver: PeerDriver, chan: ChanNo, chunks: readonly number[]): Effect[] =>
  driver.frame(chan, {
    type: 'request', items: chunks.map((chunk) => ({ chunk: chunkNo(chunk), offset: 0, length: CHUNK_BYTES })),
  })

function out (
  driver: PeerDriver, chan: ChanNo, chunk: number, outcome: ChunkOutcome = 'sent', bytes = CHUNK_BYTES
): Effect[] {
  const sentBytes = outcome === 'sent' ? bytes : 0
  return driver.send({ type: 'chunk-out', chan, chunk: chunkNo(chunk), sentBytes, outcome })
}

const receiptOf = (key: number): Receipt => ({ key, finalPage: new Uint8Array(32), signature: new Uint8Array(64) })
const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i)
const sends = (effects: readonly Effect[]): number[] => ofType(effects, 'send-chunk').map(({ chunk }) => chunk)

describe('sealing', () => {
  test('one chunk at first, so that a receiver can begin; then large batches while nobody is there', () => {
    const driver = drivePeer()
    const added = driver.add({ init: sendInit() })
    expect(ofType(added, 'seal')).toEqual([{ type: 'seal', swarm: SWARM, maxChunks: 1, flushMs: 1000 }])
    const effects = sealed(driver, 0, 1)
    expect(ofType(effects, 'sign-page')).toEqual([{ type: 'sign-page', swarm: SWARM, count: 1, final: false }])
    expect(ofType(effects, 'seal')).toMatchObject([{ maxChunks: 32 }])
  })

  test('a page is signed alone, announced with its chunks to those who have all before it', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit() })
    const fresh = driver.join('p1')
    sealed(driver, 0, 1)
    const first = signed(driver, 0, 0, 1)
    expect(ofType(first, 'send-page')).toEqual([{ type: 'send-page', chan: fresh, page: 0 }])
    expect(framesOf(first, 'have', fresh)).toEqual([{ type: 'have', ranges: [{ first: 0, count: 1 }] }])
    expect(ofType(sealed(driver, 1, 8), 'sign-page')).toMatchObject([{ count: 8 }])
    expect(ofType(sealed(driver, 9, 8), 'sign-page')).toEqual([])
    const second = signed(driver, 1, 1, 8)
    expect(ofType(second, 'send-page')).toEqual([{ type: 'send-page', chan: fresh, page: 1 }])
    expect(ofType(second, 'sign-page')).toMatchObject([{ count: 8 }])
  })

  test('a source that ends makes the final page, and nothing more is sealed', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit() })
    sealed(driver, 0, 1)
    signed(driver, 0, 0, 1)
    const effects = sealed(driver, 1, 3, { last: true })
    expect(ofType(effects, 'sign-page')).toMatchObject([{ count: 3, final: true }])
    expect(ofType(effects, 'seal')).toEqual([])
    signed(driver, 1, 1, 3, true)
    expect(driver.snapshot()).toMatchObject({ phase: 'holding', chunks: { known: 4, have: 4, sealed: 4, final: true } })
  })

  test('how far the furthest member got is known, also when it has left', () => {
    const driver = sender(4)
    const chan = driver.join('p1')
    driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: 3 }] })
    driver.frame(driver.join('p2'), { type: 'have', ranges: [{ first: chunkNo(0), count: 1 }] })
    expect(driver.snapshot().chunks).toMatchObject({ have: 4, furthest: 3 })
    driver.send({ type: 'left', chan, reason: 'closed' })
    expect(driver.snapshot().chunks).toMatchObject({ furthest: 3 })
  })

  test('an empty source makes one empty final page', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit() })
    expect(ofType(sealed(driver, 0, 0, { last: true }), 'sign-page')).toMatchObject([{ count: 0, final: true }])
  })

  test('a slow source is flushed after a second, later after a tenth of the time so far', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit('received', 'stream') })
    const first = sealed(driver, 0, 1, { short: true })
    expect(ofType(first, 'sign-page')).toMatchObject([{ count: 1 }])
    signed(driver, 0, 0, 1)
    driver.pass(100_000)
    const later = sealed(driver, 1, 1, { short: true })
    expect(ofType(later, 'seal')).toMatchObject([{ flushMs: 10_000 }])
    expect(ofType(later, 'sign-page')).toMatchObject([{ count: 1 }])
  })

  test('it stays a stretch ahead of a receiver that follows, and runs on when that one sleeps', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit() })
    const stretch = SEAL_AHEAD_BYTES / CHUNK_BYTES
    const chan = driver.join('p1')
    sealed(driver, 0, 1)
    signed(driver, 0, 0, 1)
    ask(driver, chan, [0])
    let first = 1
    let asked = 1
    for (let effects = sealed(driver, first, 16); asked > 0; effects = sealed(driver, first, asked)) {
      first += first === 1 ? 16 : asked
      asked = ofType(effects, 'seal')[0]?.maxChunks ?? 0
    }
    expect(first).toBeGreaterThan(stretch - 16)
    expect(first).toBeLessThanOrEqual(stretch + 32)
    expect(ofType(driver.pass(4_000), 'seal')).toMatchObject([{ maxChunks: 32 }])
  })

  test('a restart lists first what was sealed and not listed, and seals on from there', () => {
    const driver = drivePeer()
    const pages = pagesOf([1, 8], { final: false })
    const effects = driver.add({ init: sendInit(), pages, have: haveBits(9), sealedChunks: 12 })
    expect(ofType(effects, 'sign-page')).toMatchObject([{ count: 3, final: false }])
    expect(ofType(effects, 'seal')).toEqual([])
    expect(ofType(signed(driver, 2, 9, 3), 'seal')).toHaveLength(1)
  })

  test('pages of its own that it meets in the swarm are fetched before anything is appended', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit(), pages: pagesOf([1], { final: false }), have: haveBits(1), sealedChunks: 1 })
    const chan = driver.join('p1')
    expect(ofType(driver.frame(chan, { type: 'head', head: headOf(1) }), 'check-head')).toHaveLength(1)
    const effects = driver.send({ type: 'head-checked', swarm: SWARM, chan, head: headOf(1), verdict: 'ahead' })
    expect(framesOf(effects, 'want-pages', chan)).toEqual([{ type: 'want-pages', first: 1, count: 4 }])
    expect(ofType(sealed(driver, 1, 32), 'sign-page')).toEqual([])
    expect(ofType(driver.send({ type: 'page-in', chan, head: headOf(1) }), 'check-page')).toHaveLength(1)
    const page = pagesOf([1, 8], { final: false })[1]!
    const adopted = driver.send({ type: 'page-checked', swarm: SWARM, chan, result: { verdict: 'ok', page } })
    expect(ofType(adopted, 'sign-page')).toMatchObject([{ count: 24 }])
    expect(driver.snapshot().chunks.known).toBe(9)
  })

  test('a source that is gone pauses the transfer; one that changed ends it', () => {
    const cases = [
      ['source-missing', { pauseReason: 'needs-file', failure: null }],
      ['source-changed', { phase: 'failed', failure: 'source-changed' }],
    ] as const
    for (const [code, expected] of cases) {
      const driver = drivePeer()
      driver.add({ init: sendInit() })
      driver.send({ type: 'store-failed', swarm: SWARM, code, during: 'seal' })
      expect(driver.snapshot()).toMatchObject(expected)
      const resumed = driver.send({ type: 'resume', swarm: SWARM })
      expect(ofType(resumed, 'seal')).toHaveLength(code === 'source-missing' ? 1 : 0)
    }
  })
})

describe('giving', () => {
  test('a link holds a few chunks of ours; each that leaves lets the next one in', () => {
    const driver = sender(100)
    const chan = driver.join('p1')
    expect(sends(ask(driver, chan, range(0, 40)))).toEqual([0, 1])
    driver.pass(1)
    // A fast link is given more, up to its most.
    let held = 2
    let next = 0
    for (let i = 0; i < 30; i++) {
      driver.pass(1)
      held += sends(out(driver, chan, next++)).length - 1
    }
    expect(held).toBe(UPLINK_CHUNKS)
  })

  test('connections take turns, however much one of them asks for', () => {
    const driver = sender(100)
    const greedy = driver.join('p1')
    const modest = driver.join('p2')
    ask(driver, greedy, range(0, 60))
    ask(driver, modest, range(60, 10))
    const order: ChanNo[] = []
    let waiting = [{ chan: greedy, chunk: 0 }, { chan: greedy, chunk: 1 }, { chan: modest, chunk: 60 }]
    for (let i = 0; i < 12; i++) {
      driver.pass(500)
      const { chan, chunk } = waiting.shift()!
      for (const send of ofType(out(driver, chan, chunk), 'send-chunk')) {
        order.push(send.chan)
        waiting = [...waiting, { chan: send.chan, chunk: send.chunk }]
      }
    }
    const modestly = order.filter((chan) => chan === modest).length
    expect(modestly).toBeGreaterThanOrEqual(4)
    expect(modestly).toBeLessThanOrEqual(8)
  })

  test('what nobody was given yet leaves first', () => {
    const driver = sender(10)
    const first = driver.join('p1')
    const second = driver.join('p2')
    ask(driver, first, [0, 1])
    out(driver, first, 0)
    out(driver, first, 1)
    expect(sends(ask(driver, second, [0, 1, 5, 6]))[0]).toBe(5)
  })

  test('a rate limit holds for the whole engine, in parts small enough that nobody thinks us stalled', () => {
    const driver = sender(100, { uploadBytesPerSecond: 100_000 })
    const chan = driver.join('p1')
    let part = ofType(ask(driver, chan, [0, 1]), 'send-chunk')[0]
    const parts: string[] = []
    let bytes = 0
    for (let ms = 0; ms < 4_000; ms += 100) {
      if (part !== undefined) {
        parts.push(`${part.chunk} from ${part.offset}`)
        bytes += part.length
      }
      const after = part === undefined ? [] : out(driver, chan, part.chunk, 'sent', part.length)
      part = ofType([...after, ...driver.pass(100)], 'send-chunk')[0]
    }
    // A chunk that has begun is finished before another begins.
    const starts = [0, 65_000, 130_000, 195_000, 260_000].map((start) => `0 from ${start}`)
    expect(parts.slice(0, 6)).toEqual([...starts, '1 from 0'])
    expect(bytes).toBeGreaterThan(350_000)
    expect(bytes).toBeLessThan(400_000 + 65_000)
  })

  test('what is canceled and asked for again is sent, though the first of it is still being taken back', () => {
    const driver = sender(1)
    const chan = driver.join('p1')
    ask(driver, chan, [0])
    expect(ofType(driver.frame(chan, { type: 'cancel', chunks: [chunkNo(0)] }), 'abort-send')).toHaveLength(1)
    expect(ofType(ask(driver, chan, [0]), 'send-chunk')).toEqual([])
    expect(ofType(out(driver, chan, 0, 'aborted'), 'send-chunk')).toMatchObject([{ chunk: 0 }])
  })

  test('what we do not have is refused, and what is canceled is not sent', () => {
    const driver = sender(10)
    const chan = driver.join('p1')
    expect(framesOf(ask(driver, chan, [12]), 'refuse')).toEqual([{ type: 'refuse', chunks: [12] }])
    ask(driver, chan, [0, 1, 2, 3])
    const effects = driver.frame(chan, { type: 'cancel', chunks: [chunkNo(0), chunkNo(3)] })
    expect(ofType(effects, 'abort-send')).toEqual([{ type: 'abort-send', chan, chunk: 0 }])
    const rest = [...out(driver, chan, 0, 'aborted'), ...out(driver, chan, 1), ...out(driver, chan, 2)]
    expect(sends(rest)).toEqual([2])
  })

  test('a member cannot make us remember more than so many requests', () => {
    const driver = sender(1000)
    const chan = driver.join('p1')
    const answers = range(0, 10).flatMap((i) => ask(driver, chan, range(i * 60, 60)))
    const refused = framesOf(answers, 'refuse').flatMap(({ chunks }) => chunks)
    expect(refused.length).toBeGreaterThan(600 - MAX_QUEUED_REQUESTS - 10)
  })

  test('a chunk that cannot be sealed again the same is refused, and the transfer ends', () => {
    const driver = sender(10)
    const chan = driver.join('p1')
    ask(driver, chan, [0])
    const effects = out(driver, chan, 0, 'source-changed')
    expect(framesOf(effects, 'refuse', chan)).toEqual([{ type: 'refuse', chunks: [0] }])
    expect(driver.snapshot()).toMatchObject({ phase: 'failed', failure: 'source-changed' })
  })

  test('a source that is gone is told to people, and what was asked is refused', () => {
    const driver = sender(10)
    const chan = driver.join('p1')
    ask(driver, chan, [0])
    expect(framesOf(out(driver, chan, 0, 'missing'), 'refuse')).toHaveLength(1)
    expect(driver.snapshot()).toMatchObject({ pauseReason: 'needs-file', failure: null })
    expect(framesOf(ask(driver, chan, [1]), 'refuse')).toHaveLength(1)
    // Who was refused hears that it can be asked for again.
    const resumed = driver.send({ type: 'resume', swarm: SWARM })
    expect(framesOf(resumed, 'have', chan)).toEqual([{ type: 'have', ranges: [{ first: 0, count: 10 }] }])
  })
})

describe('pages for others', () => {
  test('who joins is sent the first page unasked, and not again when its request crosses that', () => {
    const driver = sender(4)
    const chan = driver.join('p1')
    expect(ofType(driver.joinEffects, 'send-page')).toEqual([{ type: 'send-page', chan, page: 0 }])
    expect(ofType(driver.frame(chan, { type: 'want-pages', first: pageNo(0), count: 4 }), 'send-page')).toEqual([])
    expect(ofType(driver.frame(chan, { type: 'want-pages', first: pageNo(0), count: 4 }), 'send-page')).toHaveLength(1)
  })

  test('no more than four pages answer one request', () => {
    const driver = drivePeer()
    driver.add(sealedTransfer([64, 64, 64, 64, 64, 64]))
    const chan = driver.join('p1')
    const pages = ofType(driver.frame(chan, { type: 'want-pages', first: pageNo(1), count: 60 }), 'send-page')
    expect(pages.map(({ page }) => page)).toEqual([1, 2, 3, 4])
  })
})

describe('the end', () => {
  test('all receipts end it: members are left, and the store is told', () => {
    const driver = sender(4)
    const chan = driver.join('p1')
    driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: 4 }] })
    const receipt = receiptOf(0)
    expect(ofType(driver.frame(chan, { type: 'receipt', receipt }), 'check-receipt')).toHaveLength(1)
    const effects = driver.send({ type: 'receipt-checked', swarm: SWARM, chan, ok: true, receipts: 1 })
    expect(ofType(effects, 'leave')).toEqual([{ type: 'leave', chan, reason: 'done' }])
    expect(ofType(effects, 'finish')).toHaveLength(1)
    expect(driver.snapshot()).toMatchObject({ phase: 'done', receipts: { have: 1, of: 1 } })
    expect(driver.calls).toContain('deactivate')
  })

  test('a member more than there are receipts is not cut off: it is given what it still asks for', () => {
    const driver = sender(4)
    const first = driver.join('p1')
    const second = driver.join('p2')
    driver.frame(first, { type: 'have', ranges: [{ first: chunkNo(0), count: 4 }] })
    driver.frame(first, { type: 'receipt', receipt: receiptOf(0) })
    const effects = driver.send({ type: 'receipt-checked', swarm: SWARM, chan: first, ok: true, receipts: 1 })
    expect(ofType(effects, 'leave')).toEqual([])
    expect(driver.snapshot().phase).toBe('done')
    expect(sends(ask(driver, second, [2]))).toEqual([2])
    driver.frame(second, { type: 'have', ranges: [{ first: chunkNo(0), count: 4 }] })
    expect(ofType(driver.pass(2_000), 'leave').map(({ chan }) => chan)).toEqual([first, second])
  })

  test('a forged receipt ends nothing, and costs its sender the link', () => {
    const driver = sender(4)
    const chan = driver.join('p1')
    driver.frame(chan, { type: 'receipt', receipt: receiptOf(0) })
    const effects = driver.send({ type: 'receipt-checked', swarm: SWARM, chan, ok: false, receipts: 0 })
    expect(ofType(effects, 'leave')).toEqual([{ type: 'leave', chan, reason: 'violation' }])
    expect(driver.snapshot()).toMatchObject({ phase: 'holding', receipts: { have: 0, of: 1 } })
  })

  test('receipts that are known are passed on to whoever comes', () => {
    const driver = drivePeer()
    driver.add({ ...sealedTransfer([4], 2), init: sendInit('forever') })
    const chan = driver.join('p1')
    const receipt = receiptOf(1)
    driver.frame(chan, { type: 'receipt', receipt })
    driver.send({ type: 'receipt-checked', swarm: SWARM, chan, ok: true, receipts: 1 })
    driver.join('p2')
    expect(framesOf(driver.joinEffects, 'receipt')).toEqual([{ type: 'receipt', receipt }])
  })

  test('receipts of others that the journal keeps are passed on after a restart', () => {
    const driver = drivePeer()
    const receipt = receiptOf(1)
    driver.add({ ...sealedTransfer([4], 2), init: sendInit('forever'), receipts: 1, receiptsKept: [receipt] })
    driver.join('p1')
    expect(framesOf(driver.joinEffects, 'receipt')).toEqual([{ type: 'receipt', receipt }])
  })

  test('until sealed: done as soon as the final page is signed, and still giving', () => {
    const driver = drivePeer()
    driver.add({ init: sendInit('sealed') })
    sealed(driver, 0, 1, { last: true })
    signed(driver, 0, 0, 1, true)
    expect(driver.snapshot().phase).toBe('done')
    const chan = driver.join('p1')
    expect(sends(ask(driver, chan, [0]))).toEqual([0])
  })

  test('a removed transfer is left, forgotten, and unknown from then on', () => {
    const driver = sender(4)
    const chan = driver.join('p1')
    const effects = driver.send({ type: 'remove', swarm: SWARM })
    expect(ofType(effects, 'leave')).toEqual([{ type: 'leave', chan, reason: 'done' }])
    expect(ofType(effects, 'forget')).toEqual([{ type: 'forget', swarm: SWARM }])
    expect(driver.peer.snapshot(SWARM)).toBeUndefined()
    expect(driver.peer.nextDeadline()).toBeGreaterThan(driver.now.mono)
  })
})
