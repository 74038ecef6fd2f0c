import { expect, test } from 'vitest'
import { createWorld, type VirtualTransfer, type World, type WorldPeer } from './index.ts'
import { createPeer } from '@passel/core/machines'
import { createRandom, type Random } from '@passel/core/machines'

const MB = 1_000_000

/** A world whose sites, relays and NATs are drawn; its members come, go, are cut off, pause and are killed. */
interface Trouble {
  readonly world: World
  readonly random: Random
  readonly peers: WorldPeer[]
  /** One of each peer, in the same order; the first is the sender's. */
  readonly transfers: VirtualTransfer[]
  join (): void
}

function makeTrouble (seed: number): Trouble {
  const random = createRandom(seed)
  const relays = random.next() < 0.3 ? [{ limitBytes: 128 * 1024 }] : [{}, {}]
  const world = createWorld({ seed, createPeer, relays, punchShare: random.next() })
  const peers: WorldPeer[] = []
  const transfers: VirtualTransfer[] = []
  const addPeer = (): WorldPeer => {
    const peer = world.peer({
      nat: random.next() < 0.7, up: random.between(0.5 * MB, 10 * MB), down: random.between(MB, 20 * MB),
      latencyMs: random.between(1, 80),
    })
    peers.push(peer)
    return peer
  }
  const bytes = Math.floor(random.between(1, 10 * MB))
  transfers.push(addPeer().send({ bytes, recipients: 3, hints: random.next() < 0.5 }))
  return { world, random, peers, transfers, join: () => { transfers.push(addPeer().get(transfers[0]!)) } }
}

function disturb ({ world, random, peers, transfers, join }: Trouble): void {
  const index = random.below(peers.length)
  const peer = peers[index]!
  const other = peers[random.below(peers.length)]!
  const kinds: (() => void)[] = [
    () => { if (peers.length < 4) join() },
    () => world.crash(peer),
    () => world.restart(peer),
    () => world.cut(peer, other),
    () => world.hush(peer, other),
    () => { if (peer.alive) transfers[index]!.pause() },
    () => { if (peer.alive) transfers[index]!.resume() },
    () => peer.setOnline(random.next() < 0.5),
    () => world.relays[0]!.alive ? world.relays[0]!.die() : world.relays[0]!.revive(),
  ]
  kinds[random.below(kinds.length)]!()
  world.runFor(random.between(0, 8))
}

function heal ({ world, peers, transfers, join }: Trouble): void {
  while (peers.length < 4) join()
  for (const relay of world.relays) if (!relay.alive) relay.revive()
  for (const peer of peers) {
    world.restart(peer)
    peer.setOnline(true)
  }
  for (const transfer of transfers) transfer.resume()
}

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1)

test.each(SEEDS)('whatever happened (seed %i), once all is well again everybody gets everything', (seed) => {
  const trouble = makeTrouble(seed)
  for (let i = 0; i < 12; i++) disturb(trouble)
  heal(trouble)
  trouble.world.runUntil(() => trouble.transfers.every(({ done }) => done), { maxSeconds: 600 })
  for (const { snapshot } of trouble.transfers) expect(snapshot).toMatchObject({ phase: 'done', failure: null })
})
