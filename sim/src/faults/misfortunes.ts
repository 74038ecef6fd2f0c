/** Kinds of misfortune that befall a world, and what heals it. */
import type { Random } from '@passel/core/machines'
import type { StoreTrouble, VirtualTransfer, World, WorldPeer } from '../world/index.ts'

/** What misfortunes befall. */
export interface Victims {
  readonly world: World
  readonly peers: readonly WorldPeer[]
  readonly transfers: VirtualTransfer[]
  /** Peers that are suspended, in the order in which they were. */
  readonly frozen: WorldPeer[]
}

/** Strikes, and says in words what happened. */
export type Misfortune = (victims: Victims, random: Random) => string

const any = <Item>(random: Random, items: readonly Item[]): Item => items[random.below(items.length)]!
/** Bytes a second of a line that is well again: what is left is fetched in bounded time. */
const MIN_HEALED = 2e6

const TROUBLES: readonly StoreTrouble[] = ['disk-full', 'quota', 'io']

function onOne (what: string, act: (peer: WorldPeer, random: Random, victims: Victims) => void): Misfortune {
  return (victims, random) => {
    const peer = any(random, victims.peers)
    act(peer, random, victims)
    return `${peer.name} ${what}`
  }
}

function onAll (what: string, act: (peer: WorldPeer, victims: Victims) => void): Misfortune {
  return victims => {
    for (const peer of victims.peers) act(peer, victims)
    return `all ${what}`
  }
}

function onTwo (what: string, act: (victims: Victims, one: WorldPeer, other: WorldPeer) => void): Misfortune {
  return (victims, random) => {
    const [one, other] = [any(random, victims.peers), any(random, victims.peers)]
    if (one !== other) act(victims, one, other)
    return `${one.name} and ${other.name} ${what}`
  }
}

/** Thaws in an order of its own: what waited longest is not what goes on first. */
const thawOne: Misfortune = ({ frozen }, random) => {
  if (frozen.length === 0) return 'nobody is suspended'
  const [peer] = frozen.splice(random.below(frozen.length), 1)
  peer!.thaw()
  return `${peer!.name} goes on`
}

export const MISFORTUNES: Readonly<Record<string, Misfortune>> = {
  crash: onOne('is killed', peer => peer.crash()),
  power: onOne('loses its power', peer => peer.crash(true)),
  restart: onAll('start again', peer => peer.restart()),
  cut: onTwo('are cut', ({ world }, one, other) => world.cut(one, other)),
  hush: onTwo('fall silent', ({ world }, one, other) => world.hush(one, other)),
  hold: onTwo('are held back', ({ world }, one, other) => world.hold(one, other)),
  release: onTwo('are let go', ({ world }, one, other) => world.release(one, other)),
  partition: ({ world, peers }, random) => {
    const groups = [peers.filter(() => random.next() < 0.5)]
    groups.push(peers.filter(peer => !groups[0]!.includes(peer)))
    world.partition(groups)
    return `a partition: ${groups[0]!.map(({ name }) => name).join(', ') || 'nobody'} and the others`
  },
  joined: ({ world }) => {
    world.heal()
    return 'the network is whole'
  },
  slow: onOne('is slow', (peer, random, { world }) => {
    world.setLine(peer, { up: random.between(5e3, 3e5), down: random.between(2e4, 1e6), latencyMs: random.below(400) })
  }),
  offline: onOne('goes offline', peer => peer.setOnline(false)),
  online: onAll('are online', peer => peer.setOnline(true)),
  freeze: onOne('is suspended', (peer, _random, { frozen }) => {
    if (!peer.alive || frozen.includes(peer)) return
    peer.freeze()
    frozen.push(peer)
  }),
  thaw: thawOne,
  clock: onOne('sets its clock', (peer, random) => peer.setClock(random.between(-7_200_000, 7_200_000))),
  disk: (victims, random) => {
    const [peer, trouble] = [any(random, victims.peers), any(random, TROUBLES)]
    peer.store.setTrouble(trouble)
    return `${peer.name} cannot write: ${trouble}`
  },
  room: onAll('can write', peer => peer.store.setTrouble(undefined)),
  pause: ({ transfers }, random) => {
    any(random, transfers).pause()
    return 'somebody pauses'
  },
  resume: ({ transfers }) => {
    for (const transfer of transfers) transfer.resume()
    return 'all resume'
  },
  relay: ({ world }, random) => {
    const relay = any(random, world.relays)
    relay.die()
    return `${relay.name} dies`
  },
  relays: ({ world }) => {
    for (const relay of world.relays) relay.revive()
    return 'relays are back'
  },
  waku: ({ world }) => {
    world.setWaku(!world.waku.up)
    return `Waku is ${world.waku.up ? 'up' : 'down'}`
  },
  node: ({ world }, random) => {
    const [node, up] = [random.below(2), random.next() < 0.5]
    world.waku.setNode(node, up)
    return `Waku's node ${node} is ${up ? 'up' : 'down'}`
  },
  punching: ({ world }, random) => {
    const possible = random.next() < 0.5
    world.setPunching(possible)
    return `holes can${possible ? '' : 'not'} be punched`
  },
}

/** Ends every misfortune; what machines have lost by them they must get back by themselves. */
export function heal ({ world, peers, transfers, frozen }: Victims): void {
  for (const relay of world.relays) relay.revive()
  for (const node of [0, 1]) world.waku.setNode(node, true)
  world.setWaku(true)
  world.setPunching(true)
  world.heal()
  for (const peer of peers) {
    peer.thaw()
    peer.store.setTrouble(undefined)
    peer.restart()
    peer.setOnline(true)
    // Who is hours off is not heard on Waku, and nothing but the right time helps.
    peer.setClock(0)
    world.setLine(peer, { up: MIN_HEALED, down: MIN_HEALED, latencyMs: 20 })
  }
  frozen.length = 0
  for (const transfer of transfers) transfer.resume()
}
