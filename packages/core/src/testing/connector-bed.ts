import { chanNo, connNo, opNo, swarmNo, type Address, type Instant, type PeerId, type PrivacyClass } from '../ids.ts'
import { createConnector } from '../machines/connector.ts'
import { UPGRADE_AFTER_MS } from '../limits.ts'
import type { Effect } from '../machines/effect.ts'
import type { Connection, ConnectorEvent, MemberSource } from '../machines/parts.ts'
import { createRandom } from '../machines/random.ts'

export const SELF = 'm-self'
export const RELAY = '/dns4/relay.test/tcp/443/wss/p2p/relay'
export const circuit = (peer: PeerId): Address => `${RELAY}/p2p-circuit/p2p/${peer}`
const signalled = (peer: PeerId): Address => `${RELAY}/p2p-circuit/webrtc/p2p/${peer}`
export const plain = (peer: PeerId): Address => `/ip4/10.0.0.1/tcp/4001/p2p/${peer}`
export const S = swarmNo(1)

type Dial = Extract<Effect, { type: 'dial' }>

/** A connector with the clock and the network in the test's hands. */
export function connectorBed (seed = 1) {
  let mono = 10_000
  let ops = 0
  let conns = 0
  let chans = 0
  const out: Effect[] = []
  const ready: Connection[] = []
  const replaced: [old: number, better: number][] = []
  const doubted: number[] = []
  const unreachable: PeerId[] = []
  const connector = createConnector({
    random: createRandom(seed),
    nextOp: () => opNo(++ops),
    self: () => SELF,
    mayDial: (privacy, address) => privacy === 'direct' || !address.includes('stranger'),
    onReady: connection => ready.push(connection),
    onReplaced: (old, better) => replaced.push([old.conn, better.conn]),
    onDoubted: ({ conn }) => doubted.push(conn),
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
    doubted,
    unreachable,
    now,
    tell,
    get mono () { return mono },
    want (peer: PeerId, addresses: Address[] = [circuit(peer)], {
      swarm = S, privacy = 'direct' as PrivacyClass, source = 'signal' as MemberSource
    } = {}): Effect[] {
      connector.want(swarm, privacy, [{ peer, addresses }], source, now(), out)
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
      return {
        conn, effects: tell({ type: 'conn-up', conn, privacy, peer, path, dialled, windowMaxBytes: 1, address })
      }
    },
    down: (conn: ReturnType<typeof connNo>) => tell({ type: 'conn-down', conn }),
    join (conn: ReturnType<typeof connNo>, swarm = S) {
      const chan = chanNo(++chans)
      tell({ type: 'joined', conn, chan, swarm, by: 'us' })
      return chan
    },
  }
}

export const dialsIn = (effects: Effect[]): Dial[] => effects.filter(effect => effect.type === 'dial')
export const hangUpsIn = (effects: Effect[]): number[] => effects.flatMap(
  effect => effect.type === 'hang-up' ? [effect.conn] : []
)

/** Dials the peer over the relay and has the connection up. */
export function connected (h: ReturnType<typeof connectorBed>, peer: PeerId, privacy: PrivacyClass = 'direct') {
  const [dial] = dialsIn(h.want(peer, [circuit(peer)], { privacy }))
  const link = h.up(peer, 'relayed', true, privacy)
  const atOnce = dialsIn([...link.effects, ...h.tell({ type: 'dialled', op: dial!.op })])
  return { conn: link.conn, atOnce, upgrades: dialsIn(h.pass(UPGRADE_AFTER_MS)) }
}
