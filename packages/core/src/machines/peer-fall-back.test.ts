import { expect, test } from 'vitest'
import { chunkNo } from '../ids.ts'
import { CHUNK_BYTES, MAX_WINDOW_BYTES } from '../limits.ts'
import type { ControlFrame } from '../pure/frame.ts'
import { askedFor, drivePeer, framesOf, haveBits, pagesOf } from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

const everything = (count: number): ControlFrame => ({ type: 'have', ranges: [{ first: chunkNo(0), count }] })

test('a direct path that dies soon after it took over leaves the rest to the one before', () => {
  const driver = drivePeer()
  driver.add({ pages: pagesOf([9]), have: haveBits(1) })
  const relayed = driver.connect('p1', { path: 'relayed' })
  const old = driver.join('p1', { conn: relayed })
  const first = askedFor(driver.frame(old, everything(9)), old)
  const direct = driver.connect('p1', { path: 'direct' })
  const better = driver.join('p1', { conn: direct })
  const second = askedFor(driver.frame(better, everything(9)), better)
  expect([first.length, second.length]).toEqual([4, 4])

  driver.send({ type: 'left', chan: better, reason: 'closed' })
  driver.send({ type: 'conn-down', conn: direct })
  const out: Effect[] = []
  const connection = { conn: relayed, privacy: 'direct', peer: 'p1', path: 'relayed', dialled: true } as const
  driver.connectorOptions.onReady({ ...connection, windowMaxBytes: MAX_WINDOW_BYTES }, driver.now, out)
  // What was owed on the old path still comes on it; what the dead one owed is asked for again, and news flow again.
  const owed = chunkNo(first[0]!)
  const bytes = { accepted: CHUNK_BYTES, wasted: 0, filled: CHUNK_BYTES }
  const asked = askedFor(driver.send({ type: 'bytes-in', chan: old, chunk: owed, ...bytes }), old)
  expect(driver.snapshot().members).toEqual([{ peer: 'p1', path: 'relayed', have: 9 }])
  expect(framesOf(out, 'have', old)).toHaveLength(1)
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.every((chunk) => second.includes(chunk))).toBe(true)
})
