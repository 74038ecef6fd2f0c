import { describe, expect, test } from 'vitest'
import { connNo, type Address, type Instant, type PrivacyClass } from '../ids.ts'
import { MAX_LEARNED_RELAYS } from '../limits.ts'
import type { Effect } from './effect.ts'
import type { RelayTenderEvent } from './parts.ts'
import { createRandom } from './random.ts'
import { createRelayTender } from './relay-tender.ts'

const relay = (name: string | number): Address => `/dns4/${name}.test/tcp/443/wss/p2p/${name}`
const through = (address: Address): Address => `${address}/p2p-circuit/p2p/self`

function harness (relays: Address[] = [], seed = 1) {
  let mono = 5_000
  const out: Effect[] = []
  const tender = createRelayTender({ random: createRandom(seed) })
  const now = (): Instant => ({ mono, wall: mono })
  const call = (use: (now: Instant, out: Effect[]) => void): Effect[] => {
    use(now(), out)
    return out.splice(0)
  }
  const h = {
    tender,
    call,
    get mono () { return mono },
    tell: (event: RelayTenderEvent) => call((at, effects) => tender.handle(event, at, effects)),
    need: (wanted = true, privacy: PrivacyClass = 'direct') => call(
      (at, effects) => tender.need(privacy, wanted, at, effects)
    ),
    learn: (address: Address) => call((at, effects) => tender.learn(address, at, effects)),
    says: (address: Address, state: 'reserved' | 'refused' | 'lost', privacy: PrivacyClass = 'direct') =>
      h.tell(
        { type: 'relay', privacy, relay: address, state, ...(state === 'reserved' && { address: through(address) }) }
      ),
    pass (ms: number): Effect[] {
      const until = mono + ms
      const effects: Effect[] = []
      for (let ticks = 0; tender.deadline() <= until; ticks++) {
        if (ticks > 10_000) throw new Error('it ticks without end')
        mono = Math.max(mono, tender.deadline())
        effects.push(...h.tell({ type: 'tick' }))
      }
      mono = until
      return effects
    },
  }
  call((at, effects) => tender.setRelays(relays, at, effects))
  return h
}

const reserved = (effects: Effect[]): Address[] => effects.flatMap(
  effect => effect.type === 'reserve' ? [effect.relay] : []
)
const unreserved = (effects: Effect[]): Address[] => effects.flatMap(
  effect => effect.type === 'unreserve' ? [effect.relay] : []
)

describe('reserving', () => {
  test('nothing is reserved until somebody needs to be reachable, then two relays are', () => {
    const h = harness([relay(1), relay(2), relay(3)])
    expect(h.pass(60_000)).toEqual([])
    expect(reserved(h.need())).toHaveLength(2)
  })

  test('only the class that needs it reserves', () => {
    const h = harness([relay(1)])
    expect(h.need(true, 'relayed')).toEqual([{ type: 'reserve', privacy: 'relayed', relay: relay(1) }])
  })

  test('a relay learned later fills a place that is free', () => {
    const h = harness([relay(1)])
    h.need()
    expect(reserved(h.learn(relay(2)))).toEqual([relay(2)])
    expect(reserved(h.learn(relay(3)))).toEqual([])
  })

  test('the application\'s relays come before learned ones, and peers spread over them', () => {
    const first = new Set<Address>()
    for (let seed = 0; seed < 40; seed++) {
      const h = harness([relay(1), relay(2), relay(3), relay(4)], seed)
      h.learn(relay('learned'))
      const asked = reserved(h.need())
      expect(asked).not.toContain(relay('learned'))
      for (const address of asked) first.add(address)
    }
    expect(first.size).toBe(4)
  })

  test('a relay that refuses is left for another one', () => {
    const h = harness([relay(1), relay(2), relay(3)])
    const [first, second] = reserved(h.need())
    const third = [relay(1), relay(2), relay(3)].find(address => address !== first && address !== second)
    expect(reserved(h.says(first!, 'refused'))).toEqual([third])
  })

  test('an answer that never comes is a refusal: the relay is asked again later', () => {
    const h = harness([relay(1)])
    h.need()
    const later = h.pass(15_000)
    expect(unreserved(later)).toEqual([relay(1)])
    expect(reserved(later)).toEqual([relay(1)])
  })

  test('a relay that does not answer for 2 s is not waited for', () => {
    const h = harness([relay(1), relay(2), relay(3)])
    h.need()
    expect(h.pass(1999)).toEqual([])
    expect(reserved(h.pass(1))).toHaveLength(1)
  })

  test('a moment at which sums and differences are rounded otherwise does not make it tick without end', () => {
    const h = harness([relay(1), relay(2), relay(3)])
    // 14386.04 + 2000 - 14386.04 is a little less than 2000.
    h.pass(14_386.03999999464 - h.mono)
    h.need()
    expect(h.mono + 2000 - h.mono).toBeLessThan(2000)
    expect(reserved(h.pass(2000))).toHaveLength(1)
  })

  test('of three that answered after all the slowest is given back', () => {
    const h = harness([relay(1), relay(2), relay(3)])
    const [quick, slow] = reserved(h.need())
    h.pass(100)
    h.says(quick!, 'reserved')
    const [hedge] = reserved(h.pass(1900))
    h.pass(50)
    h.says(hedge!, 'reserved')
    expect(unreserved(h.says(slow!, 'reserved'))).toEqual([slow])
    expect([...h.tender.addresses('direct')].sort()).toEqual([through(quick!), through(hedge!)].sort())
  })
})

describe('announcing', () => {
  test('only relays that were chosen and hold are announced and named to others', () => {
    const h = harness([relay(1), relay(2)])
    h.need()
    expect(h.tender.addresses('direct')).toEqual([])
    h.says(relay(1), 'reserved')
    expect(h.tender.addresses('direct')).toEqual([through(relay(1))])
    expect(h.tender.addresses('relayed')).toEqual([])
    expect(h.tender.working()).toEqual([relay(1)])
    h.says(relay(1), 'lost')
    expect(h.tender.addresses('direct')).toEqual([])
    expect(h.tender.working()).toEqual([])
  })

  test('a stray relay that made us listen on it is given back and never announced', () => {
    const h = harness([relay(1)])
    expect(unreserved(h.says(relay('stray'), 'reserved'))).toEqual([relay('stray')])
    expect(unreserved(h.says(relay(1), 'reserved'))).toEqual([relay(1)])
    expect(h.tender.addresses('direct')).toEqual([])
  })
})

describe('after a loss', () => {
  test('a relay that held is asked again at once', () => {
    const h = harness([relay(1)])
    h.need()
    h.says(relay(1), 'reserved')
    h.pass(60_000)
    expect(reserved(h.says(relay(1), 'lost'))).toEqual([relay(1)])
  })

  test('one that is still down is asked again between 1 s and 60 s later, for as long as it takes', () => {
    const h = harness([relay(1)])
    h.need()
    h.says(relay(1), 'reserved')
    h.pass(60_000)
    h.says(relay(1), 'lost')
    const gaps: number[] = []
    for (let round = 0; round < 12; round++) {
      h.says(relay(1), 'refused')
      const before = h.mono
      for (let asked: Address[] = []; asked.length === 0;) asked = reserved(h.pass(h.tender.deadline() - h.mono))
      gaps.push(h.mono - before)
    }
    expect(gaps[0]).toBeLessThanOrEqual(1000)
    expect(gaps[0]).toBeGreaterThanOrEqual(500)
    expect(gaps[11]).toBeGreaterThanOrEqual(30_000)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60_000)
    h.says(relay(1), 'reserved')
    expect(h.tender.addresses('direct')).toHaveLength(1)
  })

  test('a relay that takes and drops us again and again has to wait longer each time', () => {
    const h = harness([relay(1)])
    h.need()
    let asks = 0
    for (let second = 0; second < 600; second++) {
      h.says(relay(1), 'reserved')
      h.pass(50)
      asks += reserved([...h.says(relay(1), 'lost'), ...h.pass(950)]).length
    }
    expect(asks).toBeGreaterThan(5)
    expect(asks).toBeLessThan(40)
  })

  test('another relay stands in while the lost one is away', () => {
    const h = harness([relay(1), relay(2), relay(3)])
    const [first, second] = reserved(h.need())
    h.says(first!, 'reserved')
    h.says(second!, 'reserved')
    h.pass(60_000)
    expect(reserved(h.says(first!, 'lost'))).toEqual([first])
    expect(reserved(h.says(first!, 'refused'))).toHaveLength(1)
  })

  test('back online every relay is asked as if it had never failed', () => {
    const h = harness([relay(1)])
    h.need()
    for (let round = 0; round < 8; round++) {
      h.says(relay(1), 'refused')
      if (round < 7) h.pass(h.tender.deadline() - h.mono)
    }
    expect(h.tell({ type: 'online', online: false })).toEqual([])
    expect(h.pass(600_000)).toEqual([])
    expect(reserved(h.tell({ type: 'online', online: true }))).toEqual([relay(1)])
  })
})

describe('when nobody needs it', () => {
  test('reservations are given back half a minute later, and kept when a need comes in between', () => {
    const h = harness([relay(1)])
    h.need()
    h.says(relay(1), 'reserved')
    h.need(false)
    expect(h.pass(29_000)).toEqual([])
    expect(h.need(true)).toEqual([])
    expect(h.pass(60_000)).toEqual([])
    h.need(false)
    expect(unreserved(h.pass(30_000))).toEqual([relay(1)])
    expect(h.tender.addresses('direct')).toEqual([])
  })

  test('a loss in that time is not made good', () => {
    const h = harness([relay(1)])
    h.need()
    h.says(relay(1), 'reserved')
    h.need(false)
    expect(h.says(relay(1), 'lost')).toEqual([])
  })
})

describe('what others say', () => {
  test('relays that others made up in thousands do not push out the application\'s or those in use', () => {
    const h = harness([relay('app')])
    h.need()
    h.says(relay('app'), 'reserved')
    for (let index = 0; index < 10 * MAX_LEARNED_RELAYS; index++) h.learn(relay(index))
    h.pass(60_000)
    expect(reserved(h.says(relay('app'), 'lost'))).toContain(relay('app'))
  })

  test('what is no address of a relay is not asked', () => {
    const h = harness()
    h.need()
    for (const nonsense of [
      '', 'https://relay.test', '/dns4/a.test/tcp/1', `${relay(1)}/p2p-circuit/p2p/x`, `/${'x'.repeat(5000)}/p2p/y`
    ]) {
      expect(h.learn(nonsense)).toEqual([])
    }
  })

  test('a learned relay over which a circuit worked goes before one that nobody has tried', () => {
    for (let seed = 0; seed < 20; seed++) {
      const h = harness([], seed)
      for (const name of ['a', 'b', 'c', 'd']) h.learn(relay(name))
      const connection = { conn: connNo(1), privacy: 'direct', peer: 'z', path: 'relayed', dialled: true } as const
      h.tell({ type: 'conn-up', ...connection, windowMaxBytes: 1, address: through(relay('d')) })
      expect(reserved(h.need())[0]).toBe(relay('d'))
    }
  })
})

test('the same seed and events give the same effects', () => {
  const run = (seed: number): string => {
    const h = harness([1, 2, 3, 4, 5].map(relay), seed)
    const seen = h.need()
    for (let round = 0; round < 30; round++) {
      const [last] = reserved(seen).slice(-1)
      seen.push(...h.says(last!, round % 3 === 0 ? 'reserved' : 'refused'), ...h.pass(1500))
    }
    return JSON.stringify(seen)
  }
  expect(run(1)).toBe(run(1))
  expect(run(1)).not.toBe(run(2))
})

describe('class relayed', () => {
  test('reserves on relays of the application only, whatever members name', () => {
    const h = harness([relay(1)])
    h.learn(relay('stranger'))
    expect(reserved(h.need(true, 'relayed'))).toEqual([relay(1)])
    expect(reserved(h.need(true, 'direct'))).toEqual(expect.arrayContaining([relay('stranger')]))
  })

  test('trusts addresses through relays of the application, at whatever address these are dialled', () => {
    const { tender } = harness([relay(1)])
    expect(tender.trusts(through(relay(1)))).toBe(true)
    expect(tender.trusts('/ip4/10.0.0.1/tcp/1/ws/p2p/1/p2p-circuit/p2p/z')).toBe(true)
    expect(tender.trusts(through(relay('stranger')))).toBe(false)
    expect(tender.trusts('/ip4/10.0.0.1/tcp/1/p2p/1')).toBe(false)
  })
})
