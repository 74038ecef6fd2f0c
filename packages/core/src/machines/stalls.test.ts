import { expect, test } from 'vitest'
import { chunkNo, type ChanNo } from '../ids.ts'
import { askedFor, drivePeer, pagesOf, type PeerDriver } from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

/** A member that has everything joins a getter; what it is asked at once. */
function join (driver: PeerDriver, name: string, chunks: number): { chan: ChanNo, effects: Effect[] } {
  const chan = driver.join(name)
  return { chan, effects: driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: chunks }] }) }
}

test('what two let lie goes to a third who came later', () => {
  const driver = drivePeer()
  driver.add({ pages: pagesOf([1]) })
  join(driver, 'p1', 1)
  join(driver, 'p2', 1)
  for (let looks = 0; looks < 20; looks++) driver.pass(1_000)
  const { chan, effects } = join(driver, 'p3', 1)
  effects.push(...driver.pass(10_000))
  expect(askedFor(effects, chan)).toContain(0)
})

test('of two that refuse the one that is left alone for longer is asked again when that is over', () => {
  const driver = drivePeer()
  driver.add({ pages: pagesOf([40]) })
  const [often, once] = [join(driver, 'p1', 40), join(driver, 'p2', 40)]
  const refuse = (chan: ChanNo, effects: readonly Effect[]): void => {
    driver.frame(chan, { type: 'refuse', chunks: askedFor(effects, chan).map(chunkNo) })
  }
  refuse(often.chan, often.effects)
  refuse(often.chan, driver.pass(1_000))
  driver.pass(500)
  refuse(once.chan, once.effects)
  driver.pass(1_200)
  expect(askedFor(driver.pass(400), often.chan).length).toBeGreaterThan(0)
})
