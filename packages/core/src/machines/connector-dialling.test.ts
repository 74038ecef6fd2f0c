import { describe, expect, test } from 'vitest'
import { swarmNo, type ConnNo } from '../ids.ts'
import { MAX_DIALS, MAX_SWARM_CONNECTIONS, MAX_SWARM_DIALS } from '../limits.ts'
import { circuit, connected, connectorBed, dialsIn, hangUpsIn, plain, S, SELF } from '../testing/connector-bed.ts'

describe('dialling', () => {
  test('a member known by a circuit alone is dialled over the relay at once', () => {
    const h = connectorBed()
    const dials = dialsIn(h.want('z'))
    expect(dials).toMatchObject([{ peer: 'z', path: 'relayed', addresses: [circuit('z')], privacy: 'direct' }])
    expect(h.connector.dialling(S)).toBe(true)
  })

  test('a plain address goes first, and the relay joins the race after 300 ms', () => {
    const h = connectorBed()
    expect(
      dialsIn(h.want('z', [circuit('z'), plain('z')]))
    ).toMatchObject([{ path: 'direct', addresses: [plain('z')] }])
    expect(dialsIn(h.pass(299))).toEqual([])
    expect(dialsIn(h.pass(1))).toMatchObject([{ path: 'relayed', addresses: [circuit('z')] }])
  })

  test('the relay does not wait for its turn when the plain address has failed', () => {
    const h = connectorBed()
    const [dial] = dialsIn(h.want('z', [circuit('z'), plain('z')]))
    expect(
      dialsIn(h.tell({ type: 'dial-failed', op: dial!.op, reason: 'refused' }))
    ).toMatchObject([{ path: 'relayed' }])
  })

  test('a direct connection that came up calls off the relayed dial, and never the dial it came from', () => {
    const h = connectorBed()
    const [direct] = dialsIn(h.want('z', [circuit('z'), plain('z')]))
    const [relayed] = dialsIn(h.pass(300))
    const { effects } = h.up('z', 'direct')
    expect(effects).toContainEqual({ type: 'abort-dial', op: relayed!.op })
    expect(effects).not.toContainEqual({ type: 'abort-dial', op: direct!.op })
  })

  test('who cannot be reached by any way is told, and dialled again later each time', () => {
    const h = connectorBed()
    let [dial] = dialsIn(h.want('z'))
    const waits: number[] = []
    for (let round = 0; round < 6; round++) {
      const before = h.mono
      h.tell({ type: 'dial-failed', op: dial!.op, reason: 'timeout' })
      expect(h.unreachable).toHaveLength(round + 1)
      dial = dialsIn(h.wait())[0]
      waits.push(h.mono - before)
    }
    expect(waits[0]).toBeGreaterThanOrEqual(1000)
    expect(waits[5]!).toBeGreaterThan(10_000)
    expect(waits[5]!).toBeLessThanOrEqual(32_000)
  })

  test('a member without an address is unreachable at once', () => {
    const h = connectorBed()
    expect(h.want('z', [])).toEqual([])
    expect(h.unreachable).toEqual(['z'])
  })

  test('we never dial ourselves', () => {
    expect(connectorBed().want(SELF)).toEqual([])
  })

  test(`at most ${MAX_DIALS} dials are under way, better vouched members first`, () => {
    const h = connectorBed()
    const dials = Array.from(
      { length: 20 }, (_, index) => dialsIn(h.want(`z${index}`, undefined, { source: 'peers' }))
    ).flat()
    expect(dials).toHaveLength(MAX_DIALS)
    h.want('vouched', undefined, { source: 'signal' })
    expect(
      dialsIn(h.tell({ type: 'dial-failed', op: dials[0]!.op, reason: 'refused' }))
    ).toMatchObject([{ peer: 'vouched' }])
  })

  test(`a swarm dials ${MAX_SWARM_DIALS} members and leaves the rest of its connections to others`, () => {
    const h = connectorBed()
    const waiting = Array.from({ length: 40 }, (_, index) => dialsIn(h.want(`z${index}`))).flat()
    const up: ConnNo[] = []
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
    const h = connectorBed()
    const conns = Array.from(
      { length: MAX_SWARM_CONNECTIONS + 1 }, (_, index) => h.up(`z${index}`, 'relayed', false).conn
    )
    for (const conn of conns) h.join(conn)
    expect(h.connector.connections(S)).toHaveLength(MAX_SWARM_CONNECTIONS)
    expect(hangUpsIn(h.pass(2999))).toEqual([])
    expect(hangUpsIn(h.pass(1))).toEqual([conns.at(-1)])
  })

  test('members of a swarm that rests are not dialled, and are when it goes on', () => {
    const h = connectorBed()
    h.call((now, out) => h.connector.setDialling(S, false, now, out))
    expect(h.want('z')).toEqual([])
    expect(h.connector.dialling(S)).toBe(false)
    expect(dialsIn(h.call((now, out) => h.connector.setDialling(S, true, now, out)))).toHaveLength(1)
  })

  test('a swarm that is forgotten takes its dials along, but not those another one wants', () => {
    const h = connectorBed()
    const other = swarmNo(2)
    const [mine] = dialsIn(h.want('z'))
    h.want('shared')
    h.want('shared', undefined, { swarm: other })
    expect(h.call((now, out) => h.connector.forget(S, now, out))).toEqual([{ type: 'abort-dial', op: mine!.op }])
    expect(h.connector.dialling(other)).toBe(true)
  })

  test('a fresh sign of life ends a long pause', () => {
    const h = connectorBed()
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
  test('the dialler of a relayed connection lets the first bytes go, then tries for a direct path', () => {
    const { atOnce, upgrades } = connected(connectorBed(), 'z')
    expect(atOnce).toEqual([])
    expect(upgrades).toMatchObject([{ path: 'direct', peer: 'z', addresses: [circuit('z')], timeoutMs: 4000 }])
  })

  test('who was dialled over a relay leaves the upgrade to the other side', () => {
    const h = connectorBed()
    h.want('z', [])
    expect(dialsIn(h.up('z', 'relayed', false).effects)).toEqual([])
  })

  test('class relayed never tries for a direct path, nor dials a plain address', () => {
    const h = connectorBed()
    const { upgrades } = connected(h, 'z', 'relayed')
    expect(upgrades).toEqual([])
    expect(
      dialsIn(h.want('y', [plain('y'), circuit('y')], { privacy: 'relayed' }))
    ).toMatchObject([{ path: 'relayed', addresses: [circuit('y')] }])
    expect(dialsIn(h.pass(3_600_000))).toEqual([])
  })

  test('an address that may not be dialled in a class is not even remembered', () => {
    const h = connectorBed()
    const stranger = '/dns4/stranger.test/tcp/443/wss/p2p/stranger/p2p-circuit/p2p/y'
    expect(dialsIn(h.want('y', [stranger], { privacy: 'relayed' }))).toEqual([])
    expect(h.unreachable).toEqual(['y'])
    expect(dialsIn(h.want('x', [stranger]))).toHaveLength(1)
  })

  test('three tries follow each other without a pause, then minutes pass', () => {
    const h = connectorBed()
    const { conn, upgrades } = connected(h, 'z')
    h.join(conn)
    let [dial] = upgrades
    for (let tries = 1; tries < 3; tries++) {
      h.pass(4000)
      dial = dialsIn(h.tell({ type: 'dial-failed', op: dial!.op, reason: 'timeout' }))[0]
      expect(dial).toMatchObject({ path: 'direct' })
    }
    expect(dialsIn(h.tell({ type: 'dial-failed', op: dial!.op, reason: 'timeout' }))).toEqual([])
    expect(dialsIn(h.pass(59_000))).toEqual([])
    expect(dialsIn(h.pass(61_000))).toMatchObject([{ path: 'direct' }])
  })

  test('a direct path that broke at once three times is left alone for minutes', () => {
    const h = connectorBed()
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
