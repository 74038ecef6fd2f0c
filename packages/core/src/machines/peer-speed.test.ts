import { expect, test } from 'vitest'
import { chunkNo, type ChanNo } from '../ids.ts'
import { CHUNK_BYTES } from '../limits.ts'
import { createParityBed } from '../testing/parity-bed.ts'
import { drivePeer, ofType, pagesOf, SWARM, type PeerDriver } from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

const PAGE = 1024
const SLICE = 65_536

interface Cost { readonly events: number, readonly effects: number, readonly microseconds: number }

/** A getter takes all chunks from members who answer at once; what its machines cost. */
function transfer (chunks: number, members: number): Cost {
  const driver = drivePeer()
  const counts = Array.from({ length: Math.ceil(chunks / PAGE) }, (_, i) => Math.min(PAGE, chunks - i * PAGE))
  driver.add({ pages: pagesOf(counts) })
  const todo: Effect[] = []
  let events = 0
  let effects = 0
  let spentMs = 0
  const send = (event: Parameters<PeerDriver['send']>[0]): void => {
    const before = performance.now()
    const out = driver.send(event)
    spentMs += performance.now() - before
    events++
    effects += out.length
    for (const effect of out) todo.push(effect)
  }
  const give = (chan: ChanNo, chunk: number): void => {
    driver.now = { mono: driver.now.mono + 0.5, wall: driver.now.wall }
    for (let filled = SLICE; filled <= CHUNK_BYTES; filled += SLICE) {
      send({ type: 'bytes-in', chan, chunk: chunkNo(chunk), accepted: SLICE, wasted: 0, filled })
    }
    send({ type: 'chunk-in', swarm: SWARM, chunk: chunkNo(chunk), senders: [chan] })
  }
  for (let i = 0; i < members; i++) {
    const chan = driver.join(`p${i}`)
    send({ type: 'frame', chan, frame: { type: 'have', ranges: [{ first: chunkNo(0), count: chunks }] } })
  }
  for (let i = 0; i < todo.length; i++) {
    const effect = todo[i]!
    if (effect.type === 'keep') send({ type: 'kept', swarm: SWARM, chunk: effect.chunk, outcome: 'ok' })
    else if (effect.type === 'frame' && effect.frame.type === 'request') {
      for (const item of effect.frame.items) give(effect.chan, item.chunk)
    }
  }
  expect(driver.snapshot().chunks.have).toBe(chunks)
  expect(ofType(todo, 'finish')).toHaveLength(1)
  return { events, effects, microseconds: spentMs * 1000 / events }
}

/** The quickest of a few: the machine may be busy with something else. */
function quickest (once: () => Cost): Cost {
  const runs = [1, 2, 3].map(once)
  return runs.reduce((best, run) => run.microseconds < best.microseconds ? run : best)
}

test('a chunk of a payload of 10 GB costs no more than one of a small payload', () => {
  const small = quickest(() => transfer(2_000, 4))
  const large = quickest(() => transfer(40_000, 4))
  expect(large.events / 40_000).toBeCloseTo(small.events / 2_000, 1)
  expect(large.effects / 40_000).toBeLessThan(small.effects / 2_000 * 1.1)
  // Half a microsecond on a quiet machine; the first run of anything is slower, so it is the small one that gains.
  expect(large.microseconds).toBeLessThan(small.microseconds * 3 + 1)
  expect(large.microseconds).toBeLessThan(20)
})

/** The same with columns, 2 of 4, one at each of two members: half of the data is made of parity. */
function codedTransfer (chunks: number): Cost {
  let events = 0
  let effects = 0
  let spentMs = 0
  const bed = createParityBed({
    need: 2, of: 4, chunks,
    watch (event, handle) {
      const before = performance.now()
      const out = handle(event)
      spentMs += performance.now() - before
      events++
      effects += out.length
      return out
    },
  })
  bed.join('data', bed.columns(0))
  bed.join('parity', bed.columns(3))
  bed.run()
  expect(bed.driver.snapshot()).toMatchObject({ phase: 'done', chunks: { have: chunks } })
  return { events, effects, microseconds: spentMs * 1000 / events }
}

test('nor does one that is made of parity', () => {
  const small = quickest(() => codedTransfer(2_000))
  const large = quickest(() => codedTransfer(40_000))
  expect(large.events / 40_000).toBeCloseTo(small.events / 2_000, 1)
  expect(large.effects / 40_000).toBeLessThan(small.effects / 2_000 * 1.1)
  expect(large.microseconds).toBeLessThan(small.microseconds * 3 + 1)
  expect(large.microseconds).toBeLessThan(20)
})
