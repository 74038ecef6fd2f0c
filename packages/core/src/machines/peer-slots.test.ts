import { expect, test } from 'vitest'
import { chunkNo, type ChanNo } from '../ids.ts'
import { CHUNK_BYTES, MIN_UPLOAD_SLOTS, UPLOAD_SLOTS } from '../limits.ts'
import { drivePeer, haveBits, headOf, ofType, pagesOf, sendInit, type PeerDriver } from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

/** An author whose payload of so many chunks is sealed and signed. */
function sender (chunks: number): PeerDriver {
  const driver = drivePeer()
  driver.add({
    init: sendInit(), pages: pagesOf([chunks]), head: headOf(0, true), have: haveBits(chunks), sealedChunks: chunks,
    sealedLast: true,
  })
  return driver
}

function join (driver: PeerDriver, members: number): ChanNo[] {
  return Array.from({ length: members }, (_, i) => driver.join(`p${i}`))
}

function ask (driver: PeerDriver, chan: ChanNo, chunk: number): Effect[] {
  const items = [{ chunk: chunkNo(chunk), offset: 0, length: CHUNK_BYTES }]
  return driver.frame(chan, { type: 'request', items })
}

function left (driver: PeerDriver, chan: ChanNo, chunk: number): Effect[] {
  return driver.send({ type: 'chunk-out', chan, chunk: chunkNo(chunk), sentBytes: CHUNK_BYTES, outcome: 'sent' })
}

test('two connections are given chunks at first; beside one that moves nothing another gets its place', () => {
  const driver = sender(100)
  const chans = join(driver, 4)
  const sent = chans.map((chan, i) => ofType(ask(driver, chan, i), 'send-chunk').length)
  expect(sent).toEqual([1, 1, 0, 0])
  expect(ofType(driver.pass(1_000), 'send-chunk').map(({ chan }) => chan)).toEqual(chans.slice(2))
})

test('more are served at once while chunks leave quickly, and fewer again when they do not', () => {
  const driver = sender(400)
  const chans = join(driver, 12)
  let next = 0
  const busy = new Map<ChanNo, number>()
  const note = (effects: readonly Effect[]): void => {
    for (const { chan, chunk } of ofType(effects, 'send-chunk')) busy.set(chan, chunk)
  }
  for (const chan of chans) note(ask(driver, chan, next++))
  const leave = (ms: number): number => {
    const [chan, chunk] = [...busy][0]!
    busy.delete(chan)
    note(driver.pass(ms))
    note(left(driver, chan, chunk))
    note(ask(driver, chan, next++))
    return busy.size
  }
  for (let chunk = 0; chunk < 60; chunk++) leave(10)
  expect(busy.size).toBe(UPLOAD_SLOTS)
  for (let chunk = 0; chunk < 60; chunk++) leave(450 / busy.size)
  expect(busy.size).toBeLessThan(UPLOAD_SLOTS)
  expect(busy.size).toBeGreaterThanOrEqual(MIN_UPLOAD_SLOTS)
})

test('who has less than others that wait gets its turn sooner', () => {
  const driver = sender(400)
  const chans = join(driver, 12)
  const poor = chans.at(-1)!
  for (const chan of chans) {
    if (chan !== poor) driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: 100 }] })
  }
  const asked = new Map(chans.map((chan, i) => [chan, 200 + i]))
  const sent = chans.flatMap((chan) => ofType(ask(driver, chan, asked.get(chan)!), 'send-chunk'))
  expect(sent).toHaveLength(MIN_UPLOAD_SLOTS)
  const order = sent.map(({ chan }) => chan)
  for (let at = 0; at < chans.length; at++) {
    const chan = order[at]!
    driver.pass(300)
    order.push(...ofType(left(driver, chan, asked.get(chan)!), 'send-chunk').map((effect) => effect.chan))
  }
  // Ten waited for a turn: it came last and was served as the sixth of them.
  expect(order).toHaveLength(chans.length)
  expect(order.indexOf(poor)).toBeLessThan(MIN_UPLOAD_SLOTS + 6)
})
