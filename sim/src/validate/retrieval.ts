import { createPeer, createRandom } from '@passel/core/machines'
import { availability, shareError } from '../theory/index.ts'
import { createWorld } from '../world/index.ts'
import type { Check, Measured } from './check.ts'

/** Virtual seconds that a latecomer is given: several seeks, and time for dials that hang. */
const PATIENCE_SECONDS = 120

/**
 * Share of worlds in which a latecomer gets a payload whose author is gone, when each of `of` holders of a whole copy
 * is online with probability `p`: real machines, which find the holders through a seek and a relay.
 */
function retrieved (of: number, p: number, worlds: number): number {
  let successes = 0
  for (let seed = 1; seed <= worlds; seed++) {
    const random = createRandom(seed).stream(`retrieval ${of} ${p}`)
    const world = createWorld({ seed, createPeer })
    const author = world.peer({ name: 'author', nat: false })
    const sent = author.send({ bytes: 100_000, recipients: of + 1 })
    const holders = Array.from({ length: of }, (_, index) => world.peer({ name: `holder-${index}` }))
    const held = holders.map(holder => holder.get(sent))
    world.runUntil(() => held.every(({ done }) => done), { maxSeconds: 300 })
    author.crash()
    for (const holder of holders) holder.setOnline(random.next() < p)
    const got = world.peer({ name: 'latecomer' }).get(sent)
    const until = world.nowMs + PATIENCE_SECONDS * 1000
    while (!got.done && world.clock.step(until)) continue
    if (got.done) successes++
  }
  return successes / worlds
}

function row (of: number, p: number, worlds: number): Measured {
  const expected = availability(1, of, p)
  return {
    name: `1 of ${of} copies, online ${Number((p * 100).toPrecision(3))} % of the time, ${worlds} worlds`,
    unit: 'share',
    expected,
    measured: retrieved(of, p, worlds),
    allowed: { kind: 'errors', standardError: shareError(expected, worlds), count: 3 },
  }
}

const SOURCE = 'binomial with N = 1; cells with N > 1 wait for coding'

export const RETRIEVAL: readonly Check[] = [
  { group: 'Got from whoever is there', source: SOURCE, quick: true, rows: () => [row(5, 0.1, 160), row(5, 0.3, 160)] },
  {
    group: 'Got from whoever is there, more worlds', source: SOURCE, quick: false,
    rows: () => [0.0244, 0.1, 0.3, 0.5].flatMap(p => [5, 10].map(of => row(of, p, 200))),
  },
]
