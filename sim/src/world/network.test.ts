import { createRandom } from '@passel/core/machines'
import { createVirtualClock } from '@passel/core/testing'
import { describe, expect, test } from 'vitest'
import { drawNat, punchChance } from './nat.ts'
import type { Network, Site, Wire } from './network-types.ts'
import { createNetwork } from './network.ts'
import { pathBytesPerSecond, TRANSPORTS } from './path.ts'
import { createVirtualRelay, type RelayOptions, type VirtualRelay } from './relay.ts'

const MB = 1e6
const PACKET_BYTES = 65_000

interface Bed {
  readonly clock: ReturnType<typeof createVirtualClock>
  readonly network: Network
  site (up: number, down: number, more?: Partial<Site>): Site
  /** Sends without end; the bytes that have arrived. */
  flood (from: Site, to: Site, relay?: VirtualRelay, kind?: 'plain' | 'webrtc'): { bytes: number, wires: [Wire, Wire] }
  relay (options: RelayOptions): VirtualRelay
}

function createBed (): Bed {
  const clock = createVirtualClock()
  const network = createNetwork(clock, createRandom(1))
  return {
    clock,
    network,
    site (up, down, more = {}) {
      const site: Site = { up, down, latencyMs: 10, online: true, ...more }
      network.attach(site)
      return site
    },
    flood (from, to, relay, kind = 'plain') {
      const wires = network.connect(from, to, {
        relay, kind: relay === undefined ? kind : 'circuit', onClose: () => undefined,
      })
      const flow = { bytes: 0, wires }
      const next = (): void => wires[0].send(
        { bytes: PACKET_BYTES, deliver () { flow.bytes += PACKET_BYTES }, sent: next }, false
      )
      for (let waiting = 0; waiting < 4; waiting++) next()
      return flow
    },
    relay: options => createVirtualRelay('relay', { latencyMs: 5, ...options }),
  }
}

interface FlowSpec { readonly from: number, readonly to: number }
type Ends = readonly (readonly [up: number, down: number])[]

/** Water filling: all rates rise together; a flow stops where a line of its own is full. */
function maxMin (sites: Ends, flows: readonly FlowSpec[]): number[] {
  const rates = flows.map(() => 0)
  const growing = new Set(flows.keys())
  const room = new Map<string, number>()
  for (const [index, [up, down]] of sites.entries()) room.set(`up ${index}`, up).set(`down ${index}`, down)
  const linesOf = ({ from, to }: FlowSpec): string[] => [`up ${from}`, `down ${to}`]
  while (growing.size > 0) {
    const users = new Map<string, number>()
    for (const flow of growing) for (const line of linesOf(flows[flow]!)) users.set(line, (users.get(line) ?? 0) + 1)
    const step = Math.min(...[...users].map(([line, count]) => room.get(line)! / count))
    for (const flow of growing) rates[flow]! += step
    for (const [line, count] of users) room.set(line, room.get(line)! - step * count)
    for (const flow of growing) if (linesOf(flows[flow]!).some(line => room.get(line)! < 1)) growing.delete(flow)
  }
  return rates
}

function topologies (): [string, Ends, FlowSpec[]][] {
  const all = (count: number): FlowSpec[] => Array.from({ length: count * count }, (_, index) => (
    { from: Math.floor(index / count), to: index % count }
  )).filter(({ from, to }) => from !== to)
  const random = createRandom(7)
  const anySites = Array.from({ length: 12 }, () => [random.between(1, 8) * MB, random.between(2, 30) * MB] as const)
  const anyFlows = Array.from({ length: 40 }, () => ({ from: random.below(12), to: random.below(12) }))
  return [
    ['one sender, a slow and a fast receiver', [[10 * MB, MB], [MB, MB], [MB, 50 * MB]], [
      { from: 0, to: 1 }, { from: 0, to: 2 },
    ]],
    ['a fast and a slow sender to one receiver', [[10 * MB, MB], [MB, MB], [MB, 6 * MB]], [
      { from: 0, to: 2 }, { from: 1, to: 2 },
    ]],
    ['a parking lot', [[4 * MB, 3 * MB], [6 * MB, 5 * MB], [3 * MB, 4 * MB], [8 * MB, 2 * MB]], [
      { from: 0, to: 1 }, { from: 0, to: 2 }, { from: 1, to: 2 }, { from: 1, to: 3 }, { from: 2, to: 3 },
    ]],
    ['everybody to everybody', Array.from({ length: 6 }, (_, index) => [(index + 1) * MB, (8 - index) * MB]), all(6)],
    ['twelve sites, forty flows at random', anySites, anyFlows.filter(({ from, to }) => from !== to)],
  ]
}

describe('lines are shared', () => {
  test.each(topologies())('max-min fairly, within a twentieth: %s', (_, sites, flows) => {
    const bed = createBed()
    const attached = sites.map(([up, down]) => bed.site(up, down))
    const running = flows.map(({ from, to }) => bed.flood(attached[from]!, attached[to]!))
    bed.clock.runTo(10_000)
    const before = running.map(({ bytes }) => bytes)
    bed.clock.runTo(70_000)
    const rates = running.map(({ bytes }, index) => (bytes - before[index]!) / 60)
    const fair = maxMin(sites, flows)
    for (const [index, rate] of rates.entries()) {
      expect(rate).toBeGreaterThan(fair[index]! * 0.95)
      expect(rate).toBeLessThan(fair[index]! * 1.05)
    }
  })

  test('small pieces and large ones get the same', () => {
    const bed = createBed()
    const [from, to] = [bed.site(2 * MB, MB), bed.site(MB, 50 * MB)]
    const large = bed.flood(from, to)
    const [wire] = bed.network.connect(from, to, { onClose: () => undefined })
    let small = 0
    const next = (): void => wire.send({ bytes: 4_000, deliver () { small += 4_000 }, sent: next }, false)
    for (let waiting = 0; waiting < 40; waiting++) next()
    bed.clock.runTo(30_000)
    expect(small / large.bytes).toBeGreaterThan(0.95)
    expect(small / large.bytes).toBeLessThan(1.05)
  })

  test('and frames that pass at once take their part of them', () => {
    const bed = createBed()
    const [from, to] = [bed.site(MB, MB), bed.site(MB, 50 * MB)]
    const flow = bed.flood(from, to)
    const [wire] = bed.network.connect(from, to, { onClose: () => undefined })
    let latest = 0
    const ping = (): void => {
      const sentMs = bed.clock.nowMs
      wire.send({ bytes: 1000, deliver () { latest = Math.max(latest, bed.clock.nowMs - sentMs) } }, true)
      bed.clock.after(2, ping)
    }
    ping()
    bed.clock.runTo(20_000)
    expect(latest).toBeLessThan(23)
    expect(flow.bytes / 20).toBeLessThan(0.52 * MB)
    expect(flow.bytes / 20).toBeGreaterThan(0.47 * MB)
  })
})

describe('a path', () => {
  test('of a data channel gets 2 to 7 MB/s across 20 ms with one packet in 10,000 to 1,000 lost', () => {
    for (const [lossShare, low, high] of [[0.0001, 5, 8], [0.001, 2, 3]] as const) {
      const bed = createBed()
      const flow = bed.flood(
        bed.site(50 * MB, MB, { latencyMs: 5, lossShare }), bed.site(MB, 50 * MB, { latencyMs: 5 }), undefined, 'webrtc'
      )
      bed.clock.runTo(20_000)
      expect(flow.bytes / 20).toBeGreaterThan(low * MB)
      expect(flow.bytes / 20).toBeLessThan(high * MB)
    }
  })

  test('bears a window in each round trip, or less where packets are lost', () => {
    expect(pathBytesPerSecond(40, 0, TRANSPORTS.webrtc)).toBe(256 * 1024 * 25)
    expect(pathBytesPerSecond(40, 0.01, TRANSPORTS.plain)).toBeCloseTo(1460 * 25 * Math.sqrt(150), 5)
    expect(pathBytesPerSecond(80, 0.01, TRANSPORTS.plain)).toBeLessThan(pathBytesPerSecond(40, 0.01, TRANSPORTS.plain))
  })

  test('with jitter delivers in order, each packet somewhere within it', () => {
    const bed = createBed()
    const sites = [bed.site(MB, MB, { jitterMs: 30 }), bed.site(MB, MB)] as const
    const [wire] = bed.network.connect(...sites, { onClose: () => undefined })
    const arrivals: number[] = []
    for (let ping = 0; ping < 100; ping++) bed.clock.at(ping * 100, () => {
      wire.send({ bytes: 100, deliver () { arrivals.push(bed.clock.nowMs - ping * 100) } }, true)
    })
    bed.clock.runTo(20_000)
    expect(arrivals).toHaveLength(100)
    expect(Math.min(...arrivals)).toBeGreaterThanOrEqual(20)
    expect(Math.max(...arrivals)).toBeLessThan(51)
    expect(Math.max(...arrivals)).toBeGreaterThan(45)
    const order: number[] = []
    for (let number = 0; number < 50; number++) wire.send({ bytes: 100, deliver () { order.push(number) } }, true)
    bed.clock.runTo(30_000)
    expect(order).toEqual(Array.from({ length: 50 }, (_, number) => number))
  })
})

describe('what two sites send each other', () => {
  test('waits while they are held, and arrives in order when they are released', () => {
    const bed = createBed()
    const sites = [bed.site(MB, MB), bed.site(MB, MB), bed.site(MB, MB)] as const
    const heard: string[] = []
    const [toB] = bed.network.connect(sites[0], sites[1], { onClose: () => undefined })
    const [toC] = bed.network.connect(sites[0], sites[2], { onClose: () => undefined })
    bed.network.hold(sites[0], sites[1])
    for (const [bytes, urgent] of [[100, true], [50_000, false], [50_000, false]] as const) {
      toB.send({ bytes, deliver () { heard.push(`b ${bytes}`) } }, urgent)
    }
    toC.send({ bytes: 100, deliver () { heard.push('c') } }, true)
    bed.clock.runTo(5_000)
    expect(heard).toEqual(['c'])
    expect(bed.network.reaches(sites[1], sites[0])).toBe(false)
    bed.network.release(sites[1], sites[0])
    bed.clock.runTo(10_000)
    expect(heard).toEqual(['c', 'b 100', 'b 50000', 'b 50000'])
  })

  test('does not pass between the groups of a partition until it heals', () => {
    const bed = createBed()
    const [a, b, c] = [bed.site(MB, MB), bed.site(MB, MB), bed.site(MB, MB)]
    const flows = [bed.flood(a, b), bed.flood(a, c), bed.flood(b, c)]
    bed.clock.runTo(5_000)
    bed.network.partition([[a, b], [c]])
    bed.clock.runTo(6_000)
    const before = flows.map(({ bytes }) => bytes)
    bed.clock.runTo(10_000)
    expect(flows.map(({ bytes }, index) => bytes > before[index]!)).toEqual([true, false, false])
    expect([bed.network.reaches(a, b), bed.network.reaches(b, c)]).toEqual([true, false])
    bed.network.heal()
    bed.clock.runTo(20_000)
    expect(flows.every(({ bytes }, index) => bytes > before[index]! + MB)).toBe(true)
  })
})

describe('a relayed wire', () => {
  test('ends without a word once both ways together reach the limit', () => {
    const bed = createBed()
    const closed: number[] = []
    const relay = bed.relay({ limitBytes: 128 * 1024 })
    const [a, b] = [bed.site(MB, MB), bed.site(MB, MB)]
    const wires = bed.network.connect(a, b, { relay, kind: 'circuit', onClose: end => closed.push(end) })
    let passed = 0
    const count = (bytes: number) => ({ bytes, deliver () { passed += bytes } })
    for (let packet = 0; packet < 10; packet++) for (const wire of wires) wire.send(count(16_000), false)
    bed.clock.runTo(5_000)
    expect(passed).toBe(8 * 16_000)
    expect(closed.sort()).toEqual([0, 1])
  })

  test('ends when its time is up, whether anything passes or not', () => {
    const bed = createBed()
    const closed: number[] = []
    bed.network.connect(bed.site(MB, MB), bed.site(MB, MB), {
      relay: bed.relay({ limitMs: 120_000 }), kind: 'circuit', onClose: () => closed.push(bed.clock.nowMs),
    })
    bed.clock.runTo(119_000)
    expect(closed).toEqual([])
    bed.clock.runTo(121_000)
    expect(closed).toHaveLength(2)
  })

  test('shares what the relay bears with the others', () => {
    const bed = createBed()
    const relay = bed.relay({ bytesPerSecond: 4 * MB })
    const flows = [1, 2, 3, 4].map(() => bed.flood(bed.site(8 * MB, MB), bed.site(MB, 8 * MB), relay))
    bed.clock.runTo(30_000)
    for (const { bytes } of flows) expect(bytes / 30 / MB).toBeCloseTo(1, 1)
  })
})

describe('a relay', () => {
  test('keeps a reservation of who went away until its time is up', () => {
    const relay = createVirtualRelay('relay', { maxReservations: 1, reservationMs: 1000 })
    expect(relay.reserve('a', 0)).toBe(true)
    expect(relay.reserve('b', 999)).toBe(false)
    expect(relay.reserve('a', 999)).toBe(true)
    expect(relay.reserve('b', 1500)).toBe(false)
    expect(relay.reserve('b', 1999)).toBe(true)
  })
})

describe('networks as they are', () => {
  const chance = (openShare: number): number => {
    const random = createRandom(3)
    const pairs = 20_000
    let sum = 0
    for (let pair = 0; pair < pairs; pair++) sum += punchChance(drawNat(random, openShare), drawNat(random, openShare))
    return sum / pairs
  }

  test('let 70 % of pairs behind NAT punch through, and 78 to 85 % of all do without a relay', () => {
    expect(chance(0)).toBeGreaterThan(0.69)
    expect(chance(0)).toBeLessThan(0.71)
    expect(chance(0.2)).toBeGreaterThan(0.78)
    expect(chance(0.2)).toBeLessThan(0.85)
  })

  test('are hopeless for 4 to 5 % of those behind NAT', () => {
    const random = createRandom(5)
    const drawn = Array.from({ length: 20_000 }, () => drawNat(random, 0))
    const blocked = drawn.filter(type => type === 'blocked').length / drawn.length
    expect(blocked).toBeGreaterThan(0.04)
    expect(blocked).toBeLessThan(0.05)
  })
})
