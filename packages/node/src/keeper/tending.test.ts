import { expect, test } from 'vitest'
import type { Hold, HoldState } from '@passel/core'
import { createKeeperPolicy, type KeeperPolicy } from '@passel/core/machines'
import { createCounters } from './counters.ts'
import { DEFAULT_RULES } from './rules.ts'
import { createTending, type Tending } from './tending.ts'

const START = { mono: 0, wall: 1_700_000_000_000 }
const MINUTE = 60_000

interface Bed {
  readonly tending: Tending
  readonly policy: KeeperPolicy
  readonly dropped: string[]
  readonly struck: string[]
  readonly ended: () => Record<string, number>
  later (ms: number): void
  /** Takes a payload of 1 MB; what it returns says how far its hold is. */
  keep (name: string): { state: Partial<HoldState>, end: (reason: 'received' | 'dropped') => void }
}

function bed (): Bed {
  let now = START
  const policy = createKeeperPolicy(DEFAULT_RULES, [], START)
  const counters = createCounters()
  const [dropped, struck]: string[][] = [[], []]
  const tending = createTending({
    system: { now: () => now },
    policy,
    counters,
    book: { remove: (name) => { struck!.push(name) } },
    trouble: (_where, error) => { throw error },
  })
  return {
    tending,
    policy,
    dropped: dropped!,
    struck: struck!,
    ended: () => Object.fromEntries(counters.all().map(({ label, count }) => [label, count])),
    later: (ms) => { now = { mono: now.mono + ms, wall: now.wall + ms } },
    keep (name) {
      policy.ask({
        swarm: name, author: 'a', peer: 'p', path: 'direct', address: '/ip4/192.0.2.1/tcp/1', columns: [0], bytes: 1e6,
      }, now)
      let end: (reason: 'received' | 'dropped') => void = () => undefined
      const ended = new Promise<'received' | 'dropped'>((resolve) => { end = resolve })
      const kept = { state: {} as Partial<HoldState>, end }
      const fetching = { phase: 'fetching', failure: null, bytes: { have: 0, of: 0 } }
      const hold = {
        ended,
        state: () => ({ ...fetching, ...kept.state }),
        drop: async () => {
          dropped!.push(name)
          end('dropped')
        },
      } as unknown as Hold
      tending.follow(name, hold)
      return kept
    },
  }
}

const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))

test('a payload of which nothing comes is given up after ten minutes, and forgotten by policy and book', async () => {
  const { tending, policy, dropped, struck, ended, later, keep } = bed()
  keep('silent')
  const other = keep('other')
  other.state = { bytes: { have: 5, of: 10 } }
  later(9 * MINUTE)
  tending.look()
  expect(dropped).toEqual([])
  later(MINUTE)
  tending.look()
  await settled()
  expect([dropped, struck, ended()]).toEqual([['silent'], ['silent'], { 'never-came': 1 }])
  expect([policy.lease('silent'), policy.lease('other')?.bytes]).toEqual([undefined, 1e6])
})

test('a payload that lists more than its depositor asked for is given up before it comes', async () => {
  const { tending, dropped, ended, keep } = bed()
  keep('large').state = { bytes: { have: 0, of: 1e6 + 1 } }
  keep('right').state = { bytes: { have: 0, of: 1e6 } }
  tending.look()
  await settled()
  expect([dropped, ended()]).toEqual([['large'], { 'over-promised': 1 }])
})

test('a payload that failed for good is given up, one that waits for room on the disk is not', async () => {
  const { tending, dropped, keep } = bed()
  keep('two heads').state = { phase: 'failed', failure: 'author-conflict' }
  keep('no room').state = { phase: 'failed', failure: 'disk-full' }
  tending.look()
  await settled()
  expect(dropped).toEqual(['two heads'])
})

test('what its own people ended is forgotten and counted by their reason', async () => {
  const { tending, policy, struck, ended, keep } = bed()
  const kept = keep('done')
  kept.state = { phase: 'holding', bytes: { have: 1e6, of: 1e6 } }
  tending.look()
  expect(policy.usage()).toMatchObject({ leases: 1, keptBytes: 1e6 })
  kept.end('received')
  await settled()
  expect([struck, ended(), policy.usage().leases]).toEqual([['done'], { received: 1 }, 0])
})
