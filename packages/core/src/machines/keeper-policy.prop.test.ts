import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeeperPolicy } from './keeper-policy.ts'
import type { KeeperRules, Lease } from './keeper-types.ts'

const SECOND = 1_000
const RULES: KeeperRules = {
  maxBytes: 3_000_000,
  maxLeases: 12,
  maxTimeMs: 400 * SECOND,
  commonBytes: 1_500_000,
  commonPayloadBytes: 800_000,
  commonPeerBytes: 900_000,
  commonBlockBytes: 1_000_000,
  commonRelayBytes: 1_200_000,
  commonPromiseMs: 50 * SECOND,
  commonTimeMs: 200 * SECOND,
  asksPerMinute: 60,
  relayAsksPerMinute: 600,
  spareDiskBytes: 0,
}

const step = fc.record({
  what: fc.constantFrom('ask', 'ask', 'ask', 'come', 'end', 'tick'),
  waitMs: fc.integer({ min: 0, max: 60 * SECOND }),
  swarm: fc.integer({ min: 0, max: 20 }),
  peer: fc.integer({ min: 0, max: 3 }),
  columns: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }),
  bytes: fc.integer({ min: 1, max: 1_500_000 }),
  grant: fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined }),
})
const GRANTS = [1_000_000, 2_500_000].map((bytes, i) => ({ id: `g${i}`, bytes, untilMs: 300 * SECOND }))

test('whatever is asked, no bound is passed and no promise broken', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
    const policy = createKeeperPolicy(RULES, [], { mono: 0, wall: 0 })
    const leases = new Map<string, Lease>()
    let nowMs = 0
    for (const { what, waitMs, swarm: number, peer, columns, bytes, grant } of steps) {
      nowMs += waitMs
      const now = { mono: nowMs, wall: nowMs }
      const swarm = `s${number}`
      if (what === 'ask') {
        const { answer, lease, evicted } = policy.ask({
          swarm, author: 'a', peer: `p${peer}`, path: 'direct', address: `/ip4/10.0.${peer >> 1}.1/tcp/1`,
          columns: columns.toSorted((a, b) => a - b), bytes,
          ...(grant !== undefined && { grant: GRANTS[grant]! }),
        }, now)
        for (const gone of evicted) {
          expect(leases.get(gone)!.promisedMs).toBeLessThanOrEqual(nowMs)
          expect(leases.get(gone)!.grant).toBeUndefined()
          leases.delete(gone)
        }
        if (lease !== undefined) {
          expect(lease.promisedMs).toBeGreaterThanOrEqual(leases.get(swarm)?.promisedMs ?? 0)
          for (const column of leases.get(swarm)?.columns ?? []) expect(lease.columns).toContain(column)
          leases.set(swarm, lease)
        }
        if (answer.accepted) {
          expect(answer.columns.every((column) => leases.get(swarm)!.columns.includes(column))).toBe(true)
          expect(answer.untilMs).toBeLessThanOrEqual(leases.get(swarm)!.promisedMs)
        } else expect(evicted).toEqual([])
      } else if (what === 'come') {
        const keptBytes = Math.min(bytes, leases.get(swarm)?.bytes ?? 0)
        const over = policy.progress(swarm, { keptBytes, listedBytes: keptBytes, whole: bytes % 2 === 0 }, now)
        expect(over).toBeUndefined()
      } else if (what === 'end') {
        policy.ended(swarm)
        leases.delete(swarm)
      } else {
        for (const { swarm: gone, reason } of policy.tick(now)) {
          if (reason === 'expired') expect(leases.get(gone)!.promisedMs).toBeLessThanOrEqual(nowMs)
          leases.delete(gone)
        }
      }
      const all = [...leases.values()]
      const sum = (of: readonly Lease[]): number => of.reduce((total, lease) => total + lease.bytes, 0)
      const common = all.filter((lease) => lease.grant === undefined)
      expect(policy.usage()).toMatchObject({ leases: all.length, bytes: sum(all), commonBytes: sum(common) })
      expect(all.length).toBeLessThanOrEqual(RULES.maxLeases)
      expect(sum(all)).toBeLessThanOrEqual(RULES.maxBytes)
      expect(sum(common)).toBeLessThanOrEqual(RULES.commonBytes)
      for (const { id, bytes: most } of GRANTS) {
        expect(sum(all.filter((lease) => lease.grant === id))).toBeLessThanOrEqual(most)
      }
      for (const of of new Set(common.map((lease) => lease.peer))) {
        expect(sum(common.filter((lease) => lease.peer === of))).toBeLessThanOrEqual(RULES.commonPeerBytes)
      }
      for (const of of new Set(common.map((lease) => lease.block))) {
        expect(sum(common.filter((lease) => lease.block === of))).toBeLessThanOrEqual(RULES.commonBlockBytes)
      }
    }
  }), { numRuns: 300 })
})
