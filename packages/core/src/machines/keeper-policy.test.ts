import { expect, test } from 'vitest'
import { KEEPER_START_MS, KEEPER_STALL_MS, MIN_LEASE_BYTES } from '../limits.ts'
import { createKeeperPolicy } from './keeper-policy.ts'
import type {
  CheckedGrant, Decision, KeeperAsk, KeeperPolicy, KeeperProgress, KeeperRules, Lease,
} from './keeper-types.ts'

const MB = 1_000_000
const HOUR = 3_600_000
const START = { mono: 0, wall: 1_000 * HOUR }
const RULES: KeeperRules = {
  maxBytes: 1_000 * MB,
  maxLeases: 100,
  maxTimeMs: 100 * HOUR,
  commonBytes: 100 * MB,
  commonPayloadBytes: 40 * MB,
  commonPeerBytes: 50 * MB,
  commonBlockBytes: 60 * MB,
  commonRelayBytes: 90 * MB,
  commonPromiseMs: HOUR,
  commonTimeMs: 24 * HOUR,
  asksPerMinute: 60,
  relayAsksPerMinute: 600,
  spareDiskBytes: 10 * MB,
}
const GRANT: CheckedGrant = { id: 'g1', bytes: 300 * MB, untilMs: START.wall + 50 * HOUR }

const after = (hours: number): typeof START => ({ mono: START.mono + hours * HOUR, wall: START.wall + hours * HOUR })
const policyOf = (rules: Partial<KeeperRules> = {}, leases: readonly Lease[] = []): KeeperPolicy =>
  createKeeperPolicy({ ...RULES, ...rules }, leases, START)

let asked = 0
function askOf (change: Partial<KeeperAsk> = {}): KeeperAsk {
  asked++
  return {
    swarm: `swarm ${asked}`,
    author: 'author',
    peer: `peer ${asked}`,
    path: 'direct',
    address: `/ip4/10.${asked % 250}.${asked >> 8}.7/tcp/4001`,
    columns: [0],
    bytes: 10 * MB,
    ...change,
  }
}

const came = (keptBytes: number, whole: boolean): KeeperProgress => ({ keptBytes, listedBytes: keptBytes, whole })
/** `yes`, or why not. */
const said = ({ answer }: Decision): string => answer.accepted ? 'yes' : answer.reason
const untilOf = ({ answer }: Decision): number => answer.accepted ? answer.untilMs - START.wall : NaN

test('without a grant the common pool promises a short time, with one as long as grant and payload allow', () => {
  const policy = policyOf()
  expect(untilOf(policy.ask(askOf(), START))).toBe(HOUR)
  expect(untilOf(policy.ask(askOf({ expiresAtMs: START.wall + 500 }), START))).toBe(500)
  expect(untilOf(policy.ask(askOf({ grant: GRANT }), START))).toBe(50 * HOUR)
  expect(untilOf(policy.ask(askOf({ grant: GRANT, expiresAtMs: START.wall + 2 * HOUR }), START))).toBe(2 * HOUR)
  expect(untilOf(policy.ask(askOf({ grant: { ...GRANT, id: 'g2', untilMs: 1e15 } }), START))).toBe(100 * HOUR)
})

test.each<[string, Partial<KeeperAsk>, string]>([
  ['a grant that nobody signed', { grant: 'forged' }, 'grant-forged'],
  ['a grant whose time is up', { grant: { ...GRANT, untilMs: START.wall } }, 'grant-expired'],
  ['a grant for somebody else', { grant: { ...GRANT, peer: 'somebody' } }, 'grant-of-another'],
  ['more than a grant allows', { grant: GRANT, bytes: 301 * MB }, 'grant-used'],
  ['a payload whose time is up', { expiresAtMs: START.wall }, 'expired'],
  ['much without a grant', { bytes: 41 * MB }, 'grant-needed'],
  ['more than the keeper takes', { grant: { ...GRANT, bytes: 1e15 }, bytes: 1_001 * MB }, 'too-large'],
])('%s is refused with its reason, and nothing is set aside', (_what, change, reason) => {
  const policy = policyOf()
  expect(said(policy.ask(askOf(change), START))).toBe(reason)
  expect(policy.usage()).toEqual({ leases: 0, bytes: 0, commonBytes: 0, keptBytes: 0 })
})

test('a grant is used up by what is kept under it, by whomever, and free again when that ends', () => {
  const policy = policyOf()
  const first = askOf({ grant: GRANT, bytes: 200 * MB })
  expect(said(policy.ask(first, START))).toBe('yes')
  expect(said(policy.ask(askOf({ grant: GRANT, bytes: 101 * MB }), START))).toBe('grant-used')
  expect(said(policy.ask(askOf({ grant: GRANT, bytes: 100 * MB }), START))).toBe('yes')
  policy.ended(first.swarm)
  expect(said(policy.ask(askOf({ grant: GRANT, bytes: 101 * MB }), START))).toBe('yes')
})

test('a peer, a block of addresses, and a relay have their shares of the common pool; the relay has the widest', () => {
  const policy = policyOf()
  const same = { peer: 'p', address: '/ip4/192.0.2.1/tcp/1' }
  expect(said(policy.ask(askOf({ ...same, bytes: 30 * MB }), START))).toBe('yes')
  expect(said(policy.ask(askOf({ ...same, bytes: 30 * MB }), START))).toBe('quota')
  const neighbour = { address: '/ip4/192.0.2.200/tcp/9' }
  expect(said(policy.ask(askOf({ ...neighbour, bytes: 30 * MB }), START))).toBe('yes')
  expect(said(policy.ask(askOf({ ...neighbour, bytes: 10 * MB }), START))).toBe('quota')

  const relayed = policyOf()
  const relay = { path: 'relayed', address: '/ip4/192.0.2.1/tcp/1/ws/p2p/R/p2p-circuit/p2p/X' } as const
  for (let i = 0; i < 9; i++) expect(said(relayed.ask(askOf(relay), START))).toBe('yes')
  expect(said(relayed.ask(askOf(relay), START))).toBe('quota')
  expect(said(relayed.ask(askOf(), START))).toBe('yes')
})

test('a grant is not held against the shares of the common pool', () => {
  const policy = policyOf()
  const address = '/ip4/192.0.2.1/tcp/1'
  expect(said(policy.ask(askOf({ peer: 'p', address, bytes: 200 * MB, grant: GRANT }), START))).toBe('yes')
  expect(said(policy.ask(askOf({ peer: 'p', address, bytes: 40 * MB }), START))).toBe('yes')
})

test('as many columns are taken as there is room for', () => {
  const policy = policyOf({ commonPeerBytes: 25 * MB })
  const decision = policy.ask(askOf({ columns: [0, 1, 5, 9], bytes: 40 * MB }), START)
  expect(decision.answer).toMatchObject({ accepted: true, columns: [0, 1] })
  expect(decision.lease).toMatchObject({ columns: [0, 1], bytes: 20 * MB })
})

test('a full common pool makes room with what took most of it for longest, and never with what is promised', () => {
  const policy = policyOf()
  const [old, large, small, fresh] = [askOf(), askOf({ bytes: 40 * MB }), askOf(), askOf({ bytes: 40 * MB })]
  policy.ask(old, START)
  policy.ask(large, after(1))
  policy.ask(small, after(1))
  policy.ask(fresh, after(2.5))
  expect(said(policy.ask(askOf({ bytes: 40 * MB }), after(1.9)))).toBe('full')
  const next = policy.ask(askOf({ bytes: 35 * MB }), after(3))
  expect([said(next), next.evicted]).toEqual(['yes', [large.swarm]])
  expect([old, small, fresh].every(({ swarm }) => policy.lease(swarm) !== undefined)).toBe(true)
  expect(policy.ask(askOf({ bytes: 40 * MB }), after(3.1)).answer).toEqual({
    accepted: false, reason: 'full', retryMs: expect.any(Number),
  })
})

test('whoever is told that it is full is told when to ask again, and is taken then', () => {
  const policy = policyOf({ commonBytes: 40 * MB })
  policy.ask(askOf({ bytes: 40 * MB }), START)
  const { answer } = policy.ask(askOf(), after(0.25))
  const retryMs = answer.accepted ? NaN : answer.retryMs ?? NaN
  expect(retryMs).toBe(0.75 * HOUR)
  expect(said(policy.ask(askOf(), after(0.25 + retryMs / HOUR)))).toBe('yes')
})

test('granted payloads make the common pool give way, and are never given up for others', () => {
  const policy = policyOf({ maxBytes: 100 * MB })
  const common = askOf({ bytes: 40 * MB })
  policy.ask(common, START)
  expect(said(policy.ask(askOf({ grant: GRANT, bytes: 80 * MB }), START))).toBe('full')
  const granted = policy.ask(askOf({ grant: GRANT, bytes: 80 * MB }), after(1))
  expect([said(granted), granted.evicted]).toEqual(['yes', [common.swarm]])
  expect(said(policy.ask(askOf({ bytes: 30 * MB }), after(40)))).toBe('full')
})

test('a disk without room refuses what is new with a reason, and keeps what was promised', () => {
  const policy = policyOf()
  const first = askOf({ grant: GRANT, bytes: 100 * MB })
  policy.disk(130 * MB)
  expect(said(policy.ask(first, START))).toBe('yes')
  expect(said(policy.ask(askOf({ grant: GRANT, bytes: 30 * MB }), START))).toBe('disk-full') // 20 MB are not spoken for
  policy.progress(first.swarm, came(60 * MB, false), START)
  policy.disk(70 * MB)
  expect(said(policy.ask(askOf({ grant: GRANT, bytes: 30 * MB }), START))).toBe('disk-full')
  expect(said(policy.ask(askOf({ grant: GRANT, bytes: 20 * MB }), START))).toBe('yes')
  policy.disk(0)
  expect([policy.tick(after(1 / 60)), policy.lease(first.swarm)?.bytes]).toEqual([[], 100 * MB])
})

test('a payload of which nothing comes is given up after a while, a slow one is not', () => {
  const policy = policyOf()
  const [silent, slow, granted] = [askOf(), askOf(), askOf({ grant: GRANT })]
  for (const ask of [silent, slow, granted]) policy.ask(ask, START)
  policy.progress(slow.swarm, came(1, false), START)
  policy.progress(granted.swarm, came(1, false), START)
  const late = { mono: KEEPER_START_MS, wall: START.wall + KEEPER_START_MS }
  expect(policy.tick({ ...late, mono: late.mono - 1 })).toEqual([])
  expect(policy.tick(late)).toEqual([{ swarm: silent.swarm, reason: 'never-came' }])
  const later = { mono: KEEPER_STALL_MS, wall: START.wall + KEEPER_STALL_MS }
  expect(policy.tick(later)).toEqual([{ swarm: slow.swarm, reason: 'stalled' }])
  expect(policy.lease(granted.swarm)).toBeDefined()
})

test('a payload is given up when its time is up, in the common pool after a day', () => {
  const policy = policyOf()
  const [common, short, granted] = [askOf(), askOf({ expiresAtMs: START.wall + HOUR }), askOf({ grant: GRANT })]
  for (const ask of [common, short, granted]) {
    policy.ask(ask, START)
    policy.progress(ask.swarm, came(10 * MB, true), START)
  }
  expect(policy.tick(after(1))).toEqual([{ swarm: short.swarm, reason: 'expired' }])
  expect(policy.tick(after(24))).toEqual([{ swarm: common.swarm, reason: 'expired' }])
  expect(policy.tick(after(50))).toEqual([{ swarm: granted.swarm, reason: 'expired' }])
  expect(policy.usage()).toEqual({ leases: 0, bytes: 0, commonBytes: 0, keptBytes: 0 })
})

test('more than was asked for ends the lease at once, when it is listed already', () => {
  const policy = policyOf()
  const ask = askOf()
  policy.ask(ask, START)
  const other = askOf()
  policy.ask(other, START)
  const listed = { keptBytes: 0, listedBytes: 10 * MB + 1, whole: false }
  expect(policy.progress(other.swarm, listed, START)).toBe('over-promised')
  policy.ended(other.swarm)
  expect(policy.progress(ask.swarm, came(10 * MB, false), START)).toBeUndefined()
  expect(policy.progress(ask.swarm, came(10 * MB + 1, false), START)).toBe('over-promised')
  expect(policy.usage().leases).toBe(0)
})

test('asking again for what is kept changes nothing and is told what there is', () => {
  const policy = policyOf()
  const ask = askOf({ columns: [1, 4], grant: GRANT })
  const first = policy.ask(ask, START)
  const stranger = { ...ask, peer: 'another', columns: [4, 7] }
  expect(policy.ask(ask, START)).toEqual({ answer: first.answer, evicted: [] })
  const without: KeeperAsk = { ...stranger }
  delete (without as { grant?: unknown }).grant
  expect(policy.ask(without, after(1)).answer).toEqual({ ...first.answer, columns: [4] })
  expect(policy.usage()).toMatchObject({ leases: 1, bytes: 10 * MB })
})

test('a member that asks for a kept payload again changes neither its room, nor its columns, nor its end', () => {
  const policy = policyOf()
  const ask = askOf({ columns: [0] })
  policy.ask(ask, START)
  policy.progress(ask.swarm, came(10 * MB, true), START)
  const mallory = { ...ask, peer: 'mallory', bytes: 2, expiresAtMs: after(1).wall + 9, columns: [0, 1] }
  const { answer, lease } = policy.ask(mallory, after(1))
  expect(answer).toEqual({ accepted: true, columns: [0], untilMs: after(1).wall + 9 })
  expect(lease).toMatchObject({ columns: [0], bytes: 10 * MB, endsMs: after(24).wall })
  expect(policy.ask({ ...mallory, expiresAtMs: after(2).wall }, after(1)).answer).toMatchObject({ columns: [0] })
  expect(said(policy.ask({ ...mallory, columns: [1] }, after(1)))).toBe('quota')
  expect(policy.progress(ask.swarm, came(10 * MB, true), START)).toBeUndefined()
})

test('a promise of the common pool is renewed when it is over, by who has room, and never beyond its day', () => {
  const policy = policyOf({ commonPeerBytes: 15 * MB })
  const ask = askOf({ peer: 'p' })
  policy.ask(ask, START)
  expect(untilOf(policy.ask(ask, after(0.5)))).toBe(HOUR)
  expect(untilOf(policy.ask(ask, after(2)))).toBe(3 * HOUR)
  expect(untilOf(policy.ask(ask, after(23.5)))).toBe(24 * HOUR)
})

test('a grant shown later makes a promise longer, and leaves the common pool', () => {
  const policy = policyOf()
  const ask = askOf()
  policy.ask(ask, START)
  const decision = policy.ask({ ...ask, grant: GRANT }, START)
  expect([untilOf(decision), decision.lease?.grant]).toEqual([50 * HOUR, 'g1'])
  expect(policy.usage()).toMatchObject({ leases: 1, bytes: 10 * MB, commonBytes: 0 })
})

test('a swarm that is kept for one author is not kept for another', () => {
  const policy = policyOf()
  const ask = askOf()
  policy.ask(ask, START)
  expect(said(policy.ask({ ...ask, author: 'mallory' }, START))).toBe('author-differs')
})

test('who asks too often is told to wait, and others are heard meanwhile', () => {
  const policy = policyOf()
  const knock = (host: number): unknown => policy.knock('direct', `/ip4/192.0.2.${host}/tcp/1`, START)
  const knocks = Array.from({ length: RULES.asksPerMinute + 1 }, (_, i) => knock(i))
  expect(knocks.filter((answer) => answer !== undefined)).toEqual([
    { accepted: false, reason: 'busy', retryMs: expect.any(Number) },
  ])
  expect(policy.knock('direct', '/ip4/192.0.3.1/tcp/1', START)).toBeUndefined()
  expect(policy.knock('direct', '/ip4/192.0.2.1/tcp/1', { ...START, mono: 60_000 })).toBeUndefined()
})

test('a keeper that drains takes nothing, and gives nothing up', () => {
  const policy = policyOf()
  const ask = askOf()
  policy.ask(ask, START)
  policy.drain()
  expect(said(policy.ask(askOf(), START))).toBe('draining')
  expect(policy.lease(ask.swarm)).toBeDefined()
})

test('leases of before a restart are kept, counted, and given time anew', () => {
  const before = policyOf()
  const { lease } = before.ask(askOf({ grant: GRANT, bytes: 250 * MB }), START)
  const policy = createKeeperPolicy(RULES, [lease!], { mono: 5, wall: START.wall + HOUR })
  expect(said(policy.ask(askOf({ grant: GRANT, bytes: 51 * MB }), after(1)))).toBe('grant-used')
  expect(policy.tick({ mono: 6, wall: START.wall + HOUR })).toEqual([])
})

test('the smallest payload takes its share all the same', () => {
  const policy = policyOf()
  expect(policy.ask(askOf({ bytes: 1 }), START).lease?.bytes).toBe(MIN_LEASE_BYTES)
})
