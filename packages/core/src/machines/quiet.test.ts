import { expect, test } from 'vitest'
import { chunkNo, type ChanNo } from '../ids.ts'
import { askedFor, drivePeer, pagesOf, type PeerDriver } from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

const offer = (driver: PeerDriver, chan: ChanNo): Effect[] =>
  driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: 100 }] })

/** A getter that has asked a member with everything, as `asked` says. */
function getter () {
  const driver = drivePeer()
  driver.add({ pages: pagesOf([100]) })
  const chan = driver.join('p1')
  return { driver, chan, asked: askedFor(offer(driver, chan)) }
}

/** As a giver refuses what it had been asked for when its file is gone: chunk by chunk. */
function refuse (driver: PeerDriver, chan: ChanNo, chunks: readonly number[]): void {
  expect(chunks.length).toBeGreaterThan(2)
  for (const chunk of chunks) driver.frame(chan, { type: 'refuse', chunks: [chunkNo(chunk)] })
}

test('what is refused together, chunk by chunk, is one refusal', () => {
  const { driver, chan, asked } = getter()
  refuse(driver, chan, asked)
  expect(askedFor(driver.pass(1_000)).length).toBeGreaterThan(2)
})

test('what was refused is asked for at once when it is offered again', () => {
  const { driver, chan, asked } = getter()
  refuse(driver, chan, asked)
  expect(askedFor(offer(driver, chan)).length).toBeGreaterThan(2)
})
