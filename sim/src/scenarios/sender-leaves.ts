import type { Scenario } from './scenario.ts'

const CHUNK_BYTES = 256 * 1024

/** Whoever sends closes the lid after one tenth, two tenths and so on. */
export const senderLeaves: Scenario = {
  name: 'sender-leaves',
  title: 'The sender leaves at every tenth: what it gave spreads, and all finish when it is back.',
  pace: 'quick',
  expectations: [
    {
      metric: 'spread', statistic: 'min', relation: '=', bound: 1,
      reason: 'what anybody has, everybody who is online gets',
    },
    {
      metric: 'given again', statistic: 'p90', relation: '<=', bound: 0.02,
      reason: 'half chunks go on where they were; a few are asked for twice at the end',
    },
  ],
  run (scene) {
    const { random, seed } = scene
    const people = scene.count('people', 5, 1)
    const chunks = scene.setting('chunks', 120)
    const tenth = scene.setting('tenth', 1 + seed % 9)
    const world = scene.world()
    const sender = world.peer({ name: 'sender', nat: false, up: 4e6 })
    const sent = sender.send({ bytes: chunks * CHUNK_BYTES * 0.99, recipients: people })
    const peers = Array.from({ length: people }, (_, index) => world.peer({ name: `p${index + 1}`, up: 2e6 }))
    const got = peers.map(peer => peer.get(sent))
    const held = (): Set<number> => new Set(peers.flatMap(({ store }) => [...store.of(sent.payload)!.have]))
    scene.within('a part arrives', 120, () => held().size >= chunks * tenth / 10)
    sender.crash(random.next() < 0.5)
    world.runFor(120)
    const union = held().size
    for (const { snapshot } of got) scene.measure('spread', 'share', (snapshot?.chunks.have ?? 0) / union)
    sender.restart()
    scene.measure('from its return', 's', scene.within(
      'all finish once it is back', 300, () => got.every(({ done }) => done) && sent.done
    ))
    const listed = Math.ceil(sent.payload.bytes / (CHUNK_BYTES - 20)) * CHUNK_BYTES
    for (const { work } of got) scene.measure('given again', 'share', work.kept / listed - 1)
  },
}
