/**
 * A storm: one seed draws a world (relays, limits, NATs, losses), a payload, and a row of misfortunes; then everything
 * is healed. Safety is checked by the machines' own stores on the way, liveness by who finishes afterwards.
 */
import { createRandom, type Peer, type PeerOptions } from '@passel/core/machines'
import type { RelayOptions } from './relay.ts'
import { createWorld, type VirtualTransfer, type World, type WorldPeer } from './world.ts'

export interface StormOptions {
  readonly seed: number
  readonly createPeer: (options: PeerOptions) => Peer
  /** @default 20 */
  readonly misfortunes?: number
  /** Largest payload. @default 30 MB */
  readonly maxBytes?: number
  readonly onEvent?: (peer: string, event: unknown, atMs: number) => void
}

export interface Storm {
  readonly world: World
  readonly sender: WorldPeer
  readonly getters: readonly WorldPeer[]
  readonly sent: VirtualTransfer
  readonly got: readonly VirtualTransfer[]
  /** What happened, and when, in words. */
  readonly story: readonly string[]
}

/** Runs a storm and heals the world; what was not finished by then may go on. */
export function runStorm ({ seed, createPeer, misfortunes = 20, maxBytes = 30e6, onEvent }: StormOptions): Storm {
  const random = createRandom(seed).stream('storm')
  const chance = (share: number): boolean => random.next() < share
  const drawRelay = (): RelayOptions => chance(0.3) ? { limitBytes: 128 * 1024 * (1 + random.below(8)) } : {}
  const world = createWorld({
    seed,
    createPeer,
    relays: Array.from({ length: 1 + random.below(3) }, drawRelay),
    punchShare: random.next(),
    hangShare: random.between(0, 0.3),
    waku: { loss: random.between(0, 0.3) },
    ...(onEvent !== undefined && { onEvent }),
  })
  const privacy = chance(0.3) ? 'relayed' : 'direct'
  const count = 1 + random.below(5)
  const sender = world.peer({ name: 'sender', nat: chance(0.7) })
  if (chance(0.7)) {
    sender.emit({ type: 'stay-reachable', privacy, wanted: true })
    world.runFor(1)
  }
  const bytes = Math.floor(random.between(1e3, maxBytes))
  const sent = sender.send({ bytes, privacy, recipients: count, hints: chance(0.7) })
  const getters: WorldPeer[] = []
  const got: VirtualTransfer[] = []
  for (let number = 1; number <= count; number++) {
    world.runFor(random.between(0, 3))
    const getter = world.peer({ name: `getter-${number}`, nat: chance(0.8), skewMs: random.between(-60e3, 60e3) })
    getters.push(getter)
    got.push(getter.get(sent))
  }
  const all = [sender, ...getters]
  const story: string[] = []
  const tell = (what: string): void => void story.push(`${(world.nowMs / 1000).toFixed(1)} s ${what}`)
  const any = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!

  function misfortune (): void {
    const [peer, other, relay] = [any(all), any(all), any(world.relays)]
    switch (random.below(9)) {
      case 0: peer.crash(chance(0.3)); return tell(`${peer.name} crashes`)
      case 1: for (const each of all) each.restart(); return tell('whoever crashed restarts')
      case 2: if (peer !== other) world.cut(peer, other); return tell(`${peer.name} and ${other.name} are cut`)
      case 3: if (peer !== other) world.hush(peer, other); return tell(`${peer.name} and ${other.name} fall silent`)
      case 4: relay.die(); return tell(`${relay.name} dies`)
      case 5: for (const each of world.relays) each.revive(); return tell('relays are back')
      case 6: peer.setOnline(false); return tell(`${peer.name} goes offline`)
      case 7: for (const each of all) each.setOnline(true); return tell('all are online')
      case 8: world.setWaku(!world.waku.up); return tell(`Waku is ${world.waku.up ? 'up' : 'down'}`)
    }
  }

  for (let number = 0; number < misfortunes; number++) {
    world.runFor(random.between(0.05, 4))
    misfortune()
  }
  for (const relay of world.relays) relay.revive()
  for (const peer of all) {
    peer.restart()
    peer.setOnline(true)
  }
  if (!world.waku.up) world.setWaku(true)
  tell('all is healed')
  return { world, sender, getters, sent, got, story }
}
