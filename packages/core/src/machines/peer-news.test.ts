import { expect, test } from 'vitest'
import { chunkNo } from '../ids.ts'
import { CHUNK_BYTES, HAVE_BATCH_MS } from '../limits.ts'
import { askedFor, drivePeer, framesOf, pagesOf, SWARM } from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

test('where there are many members news of what few have travels sooner than of what most have', () => {
  const driver = drivePeer()
  driver.add({ pages: pagesOf([40]) })
  const everything = { type: 'have', ranges: [{ first: chunkNo(0), count: 40 }] } as const
  const chans = Array.from({ length: 7 }, (_, i) => driver.join(`p${i}`))
  const effects = chans.flatMap((to) => driver.frame(to, everything))
  const chan = chans[0]!
  const lacking = Array.from({ length: 24 }, (_, i) => driver.join(`lacking${i}`))
  const asked = askedFor(effects)
  const get = (chunk: number): void => {
    const [swarm, whole] = [SWARM, chunkNo(chunk)]
    driver.send({ type: 'bytes-in', chan, chunk: whole, accepted: CHUNK_BYTES, wasted: 0, filled: CHUNK_BYTES })
    driver.send({ type: 'chunk-in', swarm, chunk: whole, senders: [chan] })
    driver.send({ type: 'kept', swarm, chunk: whole, outcome: 'ok' })
  }
  for (const chunk of asked.slice(0, 20)) get(chunk)
  // All is told, and nobody counts as stalled yet.
  driver.pass(1_900)
  const told = (out: Effect[]): number => framesOf(out, 'have').length
  get(asked[20]!)
  expect(told(driver.pass(HAVE_BATCH_MS))).toBeGreaterThan(0)
  for (const to of lacking) driver.frame(to, everything)
  get(asked[21]!)
  expect(told(driver.pass(HAVE_BATCH_MS))).toBe(0)
})
