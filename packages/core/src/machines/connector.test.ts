import { describe, expect, test } from 'vitest'
import { chanNo, connNo, opNo, swarmNo, type Address, type Instant, type PeerId, type PrivacyClass } from '../ids.ts'
import { MAX_DIALS, MAX_SWARM_CONNECTIONS, MAX_SWARM_DIALS } from '../limits.ts'
import { createConnector } from './connector.ts'
import type { Effect } from './effect.ts'
import type { Connection, ConnectorEvent, MemberSource } from './parts.ts'
import { createRandom } from './random.ts'

const SELF = 'm-self'
const RELAY = '/dns4/relay.test/tcp/443/wss/p2p/relay'
const circuit = (peer: PeerId): Address => `${RELAY}/p2p-circuit/p2p/${peer}`
const signalled = (peer: PeerId): Address => `${RELAY}/p2p-circuit/webrtc/p2p/${peer}`
const plain = (peer: PeerId): Address => `/ip4/10.0.0.1/tcp/4001/p2p/${peer}`
const S = swarmNo(1)

type Dial = Extract<Effect, { type: 'dial' }>

/** A connector with the clock and the network in the test's hands. */
function harness (seed = 1) {
  let mono = 10_000
  let ops = 0
  let conns = 0
  let chans = 0
  let out: Effect[] = []
  const ready: Connection[] = []
  const replaced: [old: number, better: number][] = []
  const unreachable: PeerId[] = []
  const connector = createConnector({
    random: createRandom(seed),
    nextOp: () => opNo(++ops),
    self: () => SELF,
    onReady: connection => ready.push(connection),
    onReplaced: (old, better) => replaced.push([old.conn, better.conn]),
    onUnreachable: (_swarm, peer) => unreachable.push(peer),
  })
  const now = (): Instant => ({ mono, wall: mono })
  const took = (): Effect[] => out.splice(0)
  const tell = (event: ConnectorEvent): Effect[] => {
    connector.handle(event, now(), out)
    return took()
  }
  return {
    connector,
    ready,
    replaced,
    unreachable,
    now,
    tell,
    get mono () { return mono },
    want (peer: PeerId, addresses: Address[] = [circuit(peer)], { swarm = S, privacy = 'direct' as PrivacyClass, source = 'signal' as MemberSource } = {}): Effect[] {
      connector.want(swarm, privacy, { peer, addresses }, source, now(), out)
      return took()
    },
    call (use: (now: Instant, out: Effect[]) => void): Effect[] {
      use(now(), out)
      return took()
    },
    /** Lets time pass, ticking at each deadline. */
    pass (ms: number): Effect[] {
      const until = mono + ms
      const effects: Effect[] = []
      for (let ticks = 0; connector.deadline() <= until; ticks++) {
        if (ticks > 10_000) throw new Error('it ticks without end')
        mono = Math.max(mono, connector.deadline())
        effects.push(...tell({ type: 'tick' }))
      }
      mono = until
      return effects
    },
    /** Lets time pass until something is due. */
    wait (): Effect[] {
      return this.pass(connector.deadline() - mono)
    },
    up (peer: PeerId, path: 'relayed' | 'direct' = 'relayed', dialled = true, privacy: PrivacyClass = 'direct') {
      const conn = connNo(++conns)
      const address = path === 'relayed' ? circuit(peer) : signalled(peer)
      return { conn, effects: tell({ type: 'conn-up', conn, privacy, peer, path, dialled, windowMaxBytes: 1, address }) }
    },
    down: (conn: ReturnType<typeof connNo>) => tell({ type: 'conn-down', conn }),
    join (conn: ReturnType<typeof connNo>, swarm = S) {
      const chan = chanNo(++chans)
      tell({ type: 'joined', conn, chan, swarm, by: 'us' })
      return chan
    },
  }
}

const dialsIn = (effects: Effect[]): Dial[] => effects.filter(effect => effect.type === 'dial')
const hangUpsIn = (effects: Effect[]): number[] => effects.flatMap(effect => effect.type === 'hang-up' ? [effect.conn] : [])

/** Dials the peer over the relay and has the connection up. */
function connected (h: ReturnType<typeof harness>, peer: PeerId, privacy: PrivacyClass = 'direct') {
  const [dial] = dialsIn(h.want(peer, [circuit(peer)], { privacy }))
  const link = h.up(peer, 'relayed', true, privacy)
  const effects = [...link.effects, ...h.tell({ type: 'dialled', op: dial!.op })]
  return { conn: link.conn, upgrades: dialsIn(effects) }
}

describe('dialling', () => {
  test('a member known by a circuit alone is dialled over the relay at once', () => {
    const h = harness()
    const dials = dialsIn(h.want('z'))
    expect(dials).toMatchObject([{ peer: 'z', path: 'relayed', addresses: [circuit('z')], privacy: 'direct' }])
    expect(h.connector.dialling(S)).toBe(true)
  })

  test('a plain address goes first, and the relay joins the race after 300 ms', () => {
    const h = harness()
    expect(dialsIn(h.want('z', [circuit('z'), plain('z')]))).toMatchObject([{ path: 'direct', addresses: [plain('z')] }])
    expect(dialsIn(h.pass(299))).toEqual([])
    expect(dialsIn(h.pass(1))).toMatchObject([{ path: 'relayed', addresses: [circuit('z')] }])
  })

  test('the relay does not wait for its turn when the plain address has failed', () => {
    const h = harness()
    const [dial] = dialsIn(h.want('z', [circuit('z'), plain('z')]))
    expect(dialsIn(h.tell({ type: 'dial-failed', op: dial!.op, reason: 'refused' }))).toMatchObject([{ path: 'relayed' }])
  })

  test('a direct connection that came up calls off the relayed dial, and never the dial it came from', () => {
    const h = harness()
    const [direct] = dialsIn(h.want('z', [circuit('z'), plain('z')]))
    const [relayed] = dialsIn(h.pass(300))
    const { effects } = h.up('z', 'direct')
    expect(effects).toContainEqual({ type: 'abort-dial', op: relayed!.op })
    expect(effects).not.toContainEqual({ type: 'abort-dial', op: direct!.op })
  })

  test('who cannot be reached by any way is told, and dialled again later each time', () => {
    const h = harness()
    let [dial] = dialsIn(h.want('z'))
    const waits: number[] = []
    for (let round = 0; round < 6; round++) {
      const before = h.mono
      h.tell({ type: 'dial-failed', op: dial!.op, reason: 'timeout' })
      expect(h.unreachable).toHaveLength(round + 1);
      [dial] = dialsIn(h.wait())
      waits.push(h.mono - before)
    }
    expect(waits[0]).toBeGreaterThanOrEqual(1000)
    expect(waits[5]!).toBeGreaterThan(10_000)
    expect(waits[5]!).toBeLessThanOrEqual(32_000)
  })

  test('a member without an address is unreachable at once', () => {
    const h = harness()
    expect(h.want('z', [])).toEqual([])
    expect(h.unreachable).toEqual(['z'])
  })

  test('we never dial ourselves', () => {
    expect(harness().want(SELF)).toEqual([])
  })

  test(`at most ${MAX_DIALS} dials are under way, better vouched members first`, () => {
    const h = harness()
    const dials = Array.from({ length: 20 }, (_, index) => dialsIn(h.want(`z${index}`, undefined, { source: 'peers' }))).flat()
    expect(dials).toHaveLength(MAX_DIALS)
    h.want('vouched', undefined, { source: 'signal' })
    expect(dialsIn(h.tell({ type: 'dial-failed', op: dials[0]!.op, reason: 'refused' }))).toMatchObject([{ peer: 'vouched' }])
  })

  test(`a swarm dials ${MAX_SWARM_DIALS} members and leaves the rest of its connections to others`, () => {
    const h = harness()
    const waiting = Array.from({ length: 40 }, (_, index) => dialsIn(h.want(`z${index}`))).flat()
    const up: ReturnType<typeof connNo>[] = []
    for (let dial = waiting.shift(); dial !== undefined; dial = waiting.shift()) {
      if (dial.path === 'direct') continue
      const link = h.up(dial.peer)
      up.push(link.conn)
      waiting.push(...dialsIn(link.effects), ...dialsIn(h.tell({ type: 'dialled', op: dial.op })))
      waiting.push(...dialsIn(h.up(dial.peer, 'direct', false).effects))
    }
    expect(h.connector.connections(S)).toHaveLength(MAX_SWARM_DIALS)
  })

  test(`a swarm that is full lets a newcomer hear of others and hangs up`, () => {
    const h = harness()
    const conns = Array.from({ length: MAX_SWARM_CONNECTIONS + 1 }, (_, index) => h.up(`z${index}`, 'relayed', false).conn)
    for (const conn of conns) h.join(conn)
    expect(h.connector.connections(S)).toHaveLength(MAX_SWARM_CONNECTIONS)
    expect(hangUpsIn(h.pass(2999))).toEqual([])
    expect(hangUpsIn(h.pass(1))).toEqual([conns.at(-1)])
  })

  test('members of a swarm that rests are not dialled, and are when it goes on', () => {
    const h = harness()
    h.call((now, out) => h.connector.setDialling(S, false, now, out))
    expect(h.want('z')).toEqual([])
    expect(h.connector.dialling(S)).toBe(false)
    expect(dialsIn(h.call((now, out) => h.connector.setDialling(S, true, now, out)))).toHaveLength(1)
  })

  test('a swarm that is forgotten takes its dials along, but not those another one wants', () => {
    const h = harness()
    const other = swarmNo(2)
    const [mine] = dialsIn(h.want('z'))
    h.want('shared')
    h.want('shared', undefined, { swarm: other })
    expect(h.call((now, out) => h.connector.forget(S, now, out))).toEqual([{ type: 'abort-dial', op: mine!.op }])
    expect(h.connector.dialling(other)).toBe(true)
  })

  test('a fresh sign of life ends a long pause', () => {
    const h = harness()
    let [dial] = dialsIn(h.want('z'))
    for (let round = 0; round < 8; round++) {
      h.tell({ type: 'dial-failed', op: dial!.op, reason: 'refused' })
      if (round < 7) [dial] = dialsIn(h.wait())
    }
    h.pass(1500)
    expect(dialsIn(h.want('z', undefined, { source: 'peers' }))).toEqual([])
    expect(dialsIn(h.want('z', undefined, { source: 'signal' }))).toHaveLength(1)
  })
})

describe('upgrades', () => {
  test('the dialler of a relayed connection tries for a direct path right away', () => {
    const { upgrades } = connected(harness(), 'z')
    expect(upgrades).toMatchObject([{ path: 'direct', peer: 'z', addresses: [circuit('z')], timeoutMs: 4000 }])
  })

  test('who was dialled over a relay leaves the upgrade to the other side', () => {
    const h = harness()
    h.want('z', [])
    expect(dialsIn(h.up('z', 'relayed', false).effects)).toEqual([])
  })

  test('class relayed never tries for a direct path, nor dials a plain address', () => {
    const h = harness()
    const { upgrades } = connected(h, 'z', 'relayed')
    expect(upgrades).toEqual([])
    expect(dialsIn(h.want('y', [plain('y'), circuit('y')], { privacy: 'relayed' }))).toMatchObject([{ path: 'relayed', addresses: [circuit('y')] }])
    expect(dialsIn(h.pass(3_600_000))).toEqual([])
  })

  test('three tries follow each other without a pause, then minutes pass', () => {
    const h = harness()
    const { conn, upgrades } = connected(h, 'z')
    h.join(conn)
    let [dial] = upgrades
    for (let tries = 1; tries < 3; tries++) {
      h.pass(4000);
      [dial] = dialsIn(h.tell({ type: 'dial-failed', op: dial!.op, reason: 'timeout' }))
      expect(dial).toMatchObject({ path: 'direct' })
    }
    expect(dialsIn(h.tell({ type: 'dial-failed', op: dial!.op, reason: 'timeout' }))).toEqual([])
    expect(dialsIn(h.pass(59_000))).toEqual([])
    expect(dialsIn(h.pass(61_000))).toMatchObject([{ path: 'direct' }])
  })

  test('a direct path that broke at once three times is left alone for minutes', () => {
    const h = harness()
    const { conn, upgrades } = connected(h, 'z')
    let dial = upgrades[0]!
    h.join(conn)
    for (let tries = 0; tries < 3; tries++) {
      const direct = h.up('z', 'direct')
      h.tell({ type: 'dialled', op: dial.op })
      h.pass(500)
      const next = dialsIn(h.down(direct.conn))
      expect(next).toHaveLength(tries < 2 ? 1 : 0)
      dial = next[0]!
    }
    expect(dialsIn(h.pass(50_000))).toEqual([])
  })
})

describe('two connections to one peer', () => {
  test('the direct one takes over and the relayed one is hung up after 3 s of draining', () => {
    const h = harness()
    const { conn } = connected(h, 'z')
    const direct = h.up('z', 'direct')
    expect(h.replaced).toEqual([[conn, direct.conn]])
    expect(h.connector.connections(S).map(({ conn: no }) => no)).toEqual([direct.conn])
    expect(hangUpsIn(h.pass(2999))).toEqual([])
    expect(hangUpsIn(h.pass(1))).toEqual([conn])
  })

  test('when the direct path dies the relay is dialled at once', () => {
    const h = harness()
    const { conn, upgrades: [upgrade] } = connected(h, 'z')
    const direct = h.up('z', 'direct')
    h.tell({ type: 'dialled', op: upgrade!.op })
    h.join(direct.conn)
    h.pass(3000)
    h.down(conn)
    h.connector.moved(direct.conn)
    h.pass(60_000)
    expect(dialsIn(h.down(direct.conn))).toMatchObject([{ path: 'relayed' }])
  })

  test('a connection that still drains takes over again when the better one dies', () => {
    const h = harness()
    const { conn } = connected(h, 'z')
    const direct = h.up('z', 'direct')
    h.pass(1000)
    h.down(direct.conn)
    expect(h.ready.map(({ conn: no }) => no)).toEqual([conn, conn])
    expect(hangUpsIn(h.pass(10_000))).toEqual([])
  })

  test.each([
    ['the lower id is theirs', 'a', 2],
    ['the lower id is ours', 'z', 1],
  ])('of two equal paths the one opened by the lower id stays: %s', (_name, peer, winner) => {
    const h = harness()
    h.want(peer)
    h.up(peer, 'relayed', true)
    h.up(peer, 'relayed', false)
    expect(h.connector.connections(S).map(({ conn }) => Number(conn))).toEqual([winner])
    expect(hangUpsIn(h.pass(3000))).toEqual([3 - winner])
  })

  test('where both dial at once only the dial that would lose is called off', () => {
    const low = harness()
    low.want('z')
    expect(low.up('z', 'relayed', false).effects).toEqual([])
    const high = harness()
    const [dial] = dialsIn(high.want('a'))
    expect(high.up('a', 'relayed', false).effects).toEqual([{ type: 'abort-dial', op: dial!.op }])
  })

  test('a peer that opens another connection of the same kind is believed that the old one is dead', () => {
    const h = harness()
    h.want('a', [])
    h.up('a', 'relayed', false)
    h.pass(10)
    const second = h.up('a', 'relayed', false)
    expect(h.connector.connections(S).map(({ conn }) => conn)).toEqual([second.conn])
  })
})

describe('a connection that was cut', () => {
  test('is dialled again at once when bytes moved on it, ten times a second at most', () => {
    const h = harness()
    let { conn } = connected(h, 'z', 'relayed')
    const cutsAt: number[] = []
    for (let cuts = 0; cuts < 20; cuts++) {
      h.connector.moved(conn)
      const effects = [...h.down(conn), ...h.pass(100)]
      const [dial] = dialsIn(effects)
      expect(dial).toMatchObject({ path: 'relayed' })
      cutsAt.push(h.mono);
      ({ conn } = h.up('z', 'relayed', true, 'relayed'))
      h.tell({ type: 'dialled', op: dial!.op })
    }
    expect(h.mono - cutsAt[0]!).toBe(1900)
  })

  test('waits longer each time when nothing moved, and never dials more than once a second', () => {
    const h = harness()
    let { conn } = connected(h, 'z', 'relayed')
    const gaps: number[] = []
    for (let cuts = 0; cuts < 6; cuts++) {
      const before = h.mono
      const [dial] = dialsIn([...h.down(conn), ...h.pass(0)])
      expect(dial).toBeUndefined()
      const [later] = dialsIn(h.wait())
      gaps.push(h.mono - before);
      ({ conn } = h.up('z', 'relayed', true, 'relayed'))
      h.tell({ type: 'dialled', op: later!.op })
    }
    expect(gaps[0]).toBeGreaterThanOrEqual(500)
    expect(gaps[5]!).toBeGreaterThan(10_000)
  })

  test('is left to the side that dialled it, for a while', () => {
    const h = harness()
    h.want('a')
    h.tell({ type: 'dial-failed', op: opNo(1), reason: 'refused' })
    const { conn } = h.up('a', 'relayed', false)
    h.join(conn)
    h.connector.moved(conn)
    h.pass(60_000)
    expect(dialsIn([...h.down(conn), ...h.pass(2999)])).toEqual([])
    expect(dialsIn(h.pass(1))).toHaveLength(1)
  })

  test('is not dialled again when nobody wants it', () => {
    const h = harness()
    const { conn } = h.up('z', 'relayed', false)
    h.connector.moved(conn)
    h.down(conn)
    expect(h.pass(3_600_000)).toEqual([])
  })

  test('a silent one is hung up and dialled again', () => {
    const h = harness()
    const { conn } = connected(h, 'z', 'relayed')
    h.join(conn)
    h.connector.moved(conn)
    h.pass(10_000)
    expect(h.call((now, out) => h.connector.silent(conn, now, out))).toEqual([{ type: 'hang-up', conn }])
    expect(dialsIn(h.down(conn))).toHaveLength(1)
  })
})

describe('keeping house', () => {
  test('a peer that misbehaved is hung up, not dialled again, and hung up when it dials us', () => {
    const h = harness()
    const { conn } = connected(h, 'z')
    expect(hangUpsIn(h.call((now, out) => h.connector.failed('z', now, out)))).toEqual([conn])
    h.down(conn)
    expect(h.want('z')).toEqual([])
    const again = h.up('z', 'relayed', false)
    expect(again.effects).toEqual([{ type: 'hang-up', conn: again.conn }])
    expect(h.ready).toHaveLength(1)
  })

  test('offline calls off dials and starts none; online forgets every pause', () => {
    const h = harness()
    const [dial] = dialsIn(h.want('z'))
    expect(h.tell({ type: 'online', online: false })).toEqual([{ type: 'abort-dial', op: dial!.op }])
    expect(h.want('y')).toEqual([])
    expect(h.pass(600_000)).toEqual([])
    expect(dialsIn(h.tell({ type: 'online', online: true })).map(({ peer }) => peer).sort()).toEqual(['y', 'z'])
  })

  test('a relay that is back brings back the members behind it', () => {
    const h = harness()
    let [dial] = dialsIn(h.want('z'))
    for (let round = 0; round < 6; round++) {
      h.tell({ type: 'dial-failed', op: dial!.op, reason: 'refused' })
      if (round < 5) [dial] = dialsIn(h.wait())
    }
    expect(dialsIn(h.tell({ type: 'relay', privacy: 'direct', relay: RELAY, state: 'reserved' }))).toHaveLength(1)
  })

  test('a connection that nobody uses is hung up after half a minute, one that is used is not', () => {
    const h = harness()
    const { conn } = h.up('z', 'relayed', false)
    const chan = h.join(conn)
    expect(h.pass(60_000)).toEqual([])
    h.tell({ type: 'left', chan, reason: 'done' })
    expect(hangUpsIn(h.pass(29_999))).toEqual([])
    expect(hangUpsIn(h.pass(1))).toEqual([conn])
  })

  test('a member with whom no swarm could be joined makes room for others, and is tried again a minute later', () => {
    const h = harness()
    const { conn } = connected(h, 'z', 'relayed')
    expect(hangUpsIn(h.pass(30_000))).toEqual([conn])
    expect(dialsIn([...h.down(conn), ...h.pass(59_999)])).toEqual([])
    expect(dialsIn(h.pass(1))).toHaveLength(1)
  })

  test('whoever hangs up an unused connection first, it is not dialled again at once', () => {
    const h = harness()
    const { conn } = connected(h, 'z', 'relayed')
    const chan = h.join(conn)
    h.connector.moved(conn)
    h.pass(60_000)
    h.tell({ type: 'left', chan, reason: 'done' })
    h.pass(29_000)
    expect(dialsIn([...h.down(conn), ...h.pass(59_999)])).toEqual([])
  })

  test('only members that proved themselves in the last ten minutes are named to others', () => {
    const h = harness()
    const { conn } = connected(h, 'z')
    h.want('never-met')
    expect(h.connector.members(S, 32, h.now())).toEqual([])
    h.join(conn)
    expect(h.connector.members(S, 32, h.now())).toEqual([{ peer: 'z', addresses: [circuit('z')] }])
    expect(h.connector.members(swarmNo(2), 32, h.now())).toEqual([])
    h.down(conn)
    h.pass(599_000)
    expect(h.connector.members(S, 32, h.now())).toHaveLength(1)
    h.pass(2000)
    expect(h.connector.members(S, 32, h.now())).toEqual([])
  })

  test('connections of a swarm are those of members it wants or is joined with, each once', () => {
    const h = harness()
    const { conn } = connected(h, 'z')
    const other = swarmNo(2)
    expect(h.connector.connections(other)).toEqual([])
    h.join(conn, other)
    expect(h.connector.connections(other).map(({ conn: no }) => no)).toEqual([conn])
    expect(h.connector.wantedOn(conn)).toEqual([S])
    expect(h.connector.open('relayed')).toEqual([])
    expect(h.connector.open('direct')).toHaveLength(1)
  })

  test('addresses that somebody made up in thousands stay few', () => {
    const h = harness()
    for (let round = 0; round < 100; round++) h.want('z', Array.from({ length: 50 }, (_, index) => `/ip4/10.0.${round}.${index}/tcp/1`), { source: 'peers' })
    h.want('z', [circuit('z')], { source: 'signal' })
    const dials = dialsIn(h.tell({ type: 'dial-failed', op: opNo(1), reason: 'refused' }))
    expect(dials).toMatchObject([{ path: 'relayed', addresses: [circuit('z')] }])
  })

  test('the same seed and events give the same effects', () => {
    const run = (seed: number): string => {
      const h = harness(seed)
      const seen: Effect[] = []
      for (let index = 0; index < 30; index++) seen.push(...h.want(`z${index}`, undefined, { source: 'peers' }))
      for (let round = 0; round < 40; round++) {
        const dial = dialsIn(seen).at(-1 - (round % 5))
        if (dial !== undefined) seen.push(...h.tell({ type: 'dial-failed', op: dial.op, reason: 'refused' }))
        seen.push(...h.pass(700))
      }
      return JSON.stringify(seen)
    }
    expect(run(4)).toBe(run(4))
    expect(run(4)).not.toBe(run(5))
  })
})
