import { describe, expect, test } from 'vitest'
import { opNo, swarmNo } from '../ids.ts'
import { MAX_NAMED_MEMBERS } from '../limits.ts'
import { circuit, connected, connectorBed, dialsIn, hangUpsIn, RELAY, S } from '../testing/connector-bed.ts'
import type { Effect } from './effect.ts'

describe('two connections to one peer', () => {
  test('the direct one takes over and the relayed one is hung up after 3 s of draining', () => {
    const h = connectorBed()
    const { conn } = connected(h, 'z')
    const direct = h.up('z', 'direct')
    expect(h.replaced).toEqual([[conn, direct.conn]])
    expect(h.connector.connections(S).map(({ conn: no }) => no)).toEqual([direct.conn])
    expect(hangUpsIn(h.pass(2999))).toEqual([])
    expect(hangUpsIn(h.pass(1))).toEqual([conn])
  })

  test('when the direct path dies the relay is dialled at once', () => {
    const h = connectorBed()
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
    const h = connectorBed()
    const { conn } = connected(h, 'z')
    const direct = h.up('z', 'direct')
    h.pass(1000)
    h.down(direct.conn)
    expect(h.ready.map(({ conn: no }) => no)).toEqual([conn, conn])
    expect(hangUpsIn(h.pass(10_000))).toEqual([])
  })

  test('a worse one that the peer opened makes the one in use doubtful, and takes over if that is dead', () => {
    const h = connectorBed()
    h.want('z')
    const old = h.up('z', 'direct')
    h.join(old.conn)
    h.pass(10_000)
    const anew = h.up('z', 'relayed', false)
    expect(h.doubted).toEqual([old.conn])
    h.call((now, out) => h.connector.silent(old.conn, now, out))
    h.down(old.conn)
    expect(h.connector.connections(S).map(({ conn }) => conn)).toEqual([anew.conn])
  })

  test('one that we opened ourselves says nothing about the other', () => {
    const h = connectorBed()
    h.want('z')
    h.up('z', 'direct')
    h.up('z', 'relayed', true)
    expect(h.doubted).toEqual([])
  })

  test.each([
    ['the lower id is theirs', 'a', 2],
    ['the lower id is ours', 'z', 1],
  ])('of two equal paths the one opened by the lower id stays: %s', (_name, peer, winner) => {
    const h = connectorBed()
    h.want(peer)
    h.up(peer, 'relayed', true)
    h.up(peer, 'relayed', false)
    expect(h.connector.connections(S).map(({ conn }) => Number(conn))).toEqual([winner])
    expect(hangUpsIn(h.pass(3000))).toEqual([3 - winner])
  })

  test('where both dial at once only the dial that would lose is called off', () => {
    const low = connectorBed()
    low.want('z')
    expect(low.up('z', 'relayed', false).effects).toEqual([])
    const high = connectorBed()
    const [dial] = dialsIn(high.want('a'))
    expect(high.up('a', 'relayed', false).effects).toEqual([{ type: 'abort-dial', op: dial!.op }])
  })

  test('a peer that opens another connection of the same kind is believed that the old one is dead', () => {
    const h = connectorBed()
    h.want('a', [])
    h.up('a', 'relayed', false)
    h.pass(10)
    const second = h.up('a', 'relayed', false)
    expect(h.connector.connections(S).map(({ conn }) => conn)).toEqual([second.conn])
  })
})

describe('a connection that was cut', () => {
  test('is dialled again at once when bytes moved on it, ten times a second at most', () => {
    const h = connectorBed()
    let { conn } = connected(h, 'z', 'relayed')
    const cutsAt: number[] = []
    for (let cuts = 0; cuts < 20; cuts++) {
      h.connector.moved(conn)
      const effects = [...h.down(conn), ...h.pass(100)]
      const [dial] = dialsIn(effects)
      expect(dial).toMatchObject({ path: 'relayed' })
      cutsAt.push(h.mono)
      conn = h.up('z', 'relayed', true, 'relayed').conn
      h.tell({ type: 'dialled', op: dial!.op })
    }
    expect(h.mono - cutsAt[0]!).toBe(1900)
  })

  test('waits longer each time when nothing moved, and never dials more than once a second', () => {
    const h = connectorBed()
    let { conn } = connected(h, 'z', 'relayed')
    const gaps: number[] = []
    for (let cuts = 0; cuts < 6; cuts++) {
      const before = h.mono
      const [dial] = dialsIn([...h.down(conn), ...h.pass(0)])
      expect(dial).toBeUndefined()
      const [later] = dialsIn(h.wait())
      gaps.push(h.mono - before)
      conn = h.up('z', 'relayed', true, 'relayed').conn
      h.tell({ type: 'dialled', op: later!.op })
    }
    expect(gaps[0]).toBeGreaterThanOrEqual(500)
    expect(gaps[5]!).toBeGreaterThan(10_000)
  })

  test('is left to the side that dialled it, for a while', () => {
    const h = connectorBed()
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
    const h = connectorBed()
    const { conn } = h.up('z', 'relayed', false)
    h.connector.moved(conn)
    h.down(conn)
    expect(h.pass(3_600_000)).toEqual([])
  })

  test('a silent one is hung up and dialled again', () => {
    const h = connectorBed()
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
    const h = connectorBed()
    const { conn } = connected(h, 'z')
    expect(hangUpsIn(h.call((now, out) => h.connector.failed('z', now, out)))).toEqual([conn])
    h.down(conn)
    expect(h.want('z')).toEqual([])
    const again = h.up('z', 'relayed', false)
    expect(again.effects).toEqual([{ type: 'hang-up', conn: again.conn }])
    expect(h.ready).toHaveLength(1)
  })

  test('offline calls off dials and starts none; online forgets every pause', () => {
    const h = connectorBed()
    const [dial] = dialsIn(h.want('z'))
    expect(h.tell({ type: 'online', online: false })).toEqual([{ type: 'abort-dial', op: dial!.op }])
    expect(h.want('y')).toEqual([])
    expect(h.pass(600_000)).toEqual([])
    expect(dialsIn(h.tell({ type: 'online', online: true })).map(({ peer }) => peer).sort()).toEqual(['y', 'z'])
  })

  test('a relay that is back brings back the members behind it', () => {
    const h = connectorBed()
    let [dial] = dialsIn(h.want('z'))
    for (let round = 0; round < 6; round++) {
      h.tell({ type: 'dial-failed', op: dial!.op, reason: 'refused' })
      if (round < 5) [dial] = dialsIn(h.wait())
    }
    expect(dialsIn(h.tell({ type: 'relay', privacy: 'direct', relay: RELAY, state: 'reserved' }))).toHaveLength(1)
  })

  test('a connection that nobody uses is hung up after half a minute, one that is used is not', () => {
    const h = connectorBed()
    const { conn } = h.up('z', 'relayed', false)
    const chan = h.join(conn)
    expect(h.pass(60_000)).toEqual([])
    h.tell({ type: 'left', chan, reason: 'done' })
    expect(hangUpsIn(h.pass(29_999))).toEqual([])
    expect(hangUpsIn(h.pass(1))).toEqual([conn])
  })

  test('a member with whom no swarm could be joined makes room for others, and is tried again a minute later', () => {
    const h = connectorBed()
    const { conn } = connected(h, 'z', 'relayed')
    expect(hangUpsIn(h.pass(30_000))).toEqual([conn])
    expect(dialsIn([...h.down(conn), ...h.pass(59_999)])).toEqual([])
    expect(dialsIn(h.pass(1))).toHaveLength(1)
  })

  test('whoever hangs up an unused connection first, it is not dialled again at once', () => {
    const h = connectorBed()
    const { conn } = connected(h, 'z', 'relayed')
    const chan = h.join(conn)
    h.connector.moved(conn)
    h.pass(60_000)
    h.tell({ type: 'left', chan, reason: 'done' })
    h.pass(29_000)
    expect(dialsIn([...h.down(conn), ...h.pass(59_999)])).toEqual([])
  })

  test('only members that proved themselves in the last ten minutes are named to others', () => {
    const h = connectorBed()
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
    const h = connectorBed()
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
    const h = connectorBed()
    for (let round = 0; round < 100; round++) h.want(
      'z', Array.from({ length: 50 }, (_, index) => `/ip4/10.0.${round}.${index}/tcp/1`), { source: 'peers' }
    )
    h.want('z', [circuit('z')], { source: 'signal' })
    const dials = dialsIn(h.tell({ type: 'dial-failed', op: opNo(1), reason: 'refused' }))
    expect(dials).toMatchObject([{ path: 'relayed', addresses: [circuit('z')] }])
  })

  test('the same seed and events give the same effects', () => {
    const run = (seed: number): string => {
      const h = connectorBed(seed)
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

describe('members that are named to others', () => {
  const named = (h: ReturnType<typeof connectorBed>): string[] =>
    h.connector.members(S, 10, h.now()).map(({ peer }) => peer)

  test('are drawn from all who proved themselves, anew each time', () => {
    const h = connectorBed()
    for (let i = 0; i < 40; i++) {
      h.want(`z${i}`, [circuit(`z${i}`)])
      h.join(h.up(`z${i}`).conn)
    }
    const met = new Set<string>()
    for (let i = 0; i < 30; i++) {
      const some = named(h)
      expect(new Set(some).size).toBe(10)
      for (const peer of some) met.add(peer)
    }
    expect(met.size).toBe(40)
  })

  test('are not those who had no place for us, and such a one makes room for others', () => {
    const h = connectorBed()
    for (let i = 0; i < MAX_NAMED_MEMBERS; i++) h.want(`z${i}`, [circuit(`z${i}`)], { source: 'peers' })
    const { conn } = h.up('z0')
    const chan = h.join(conn)
    expect(named(h)).toEqual(['z0'])
    h.tell({ type: 'left', chan, reason: 'surplus' })
    expect(named(h)).toEqual([])
    h.want('late', [circuit('late')], { source: 'peers' })
    h.up('late')
    expect(h.connector.connections(S).map(({ peer }) => peer)).toEqual(['late'])
  })

  test('are remembered up to a bound, unless they speak for themselves', () => {
    const h = connectorBed()
    for (let i = 0; i < 2 * MAX_NAMED_MEMBERS; i++) h.want(`z${i}`, [circuit(`z${i}`)], { source: 'peers' })
    const late = `z${2 * MAX_NAMED_MEMBERS - 1}`
    h.up(late)
    expect(h.connector.connections(S)).toEqual([])
    h.want(late, undefined, { source: 'signal' })
    expect(h.connector.connections(S)).toHaveLength(1)
  })
})
