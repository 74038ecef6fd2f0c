import type { Scenario } from './scenario.ts'

/** The network falls into two halves, one of them without the sender, and is whole again. */
export const partition: Scenario = {
  name: 'partition',
  title: 'Two halves: within each what is there spreads; once whole everybody finishes soon.',
  pace: 'quick',
  expectations: [
    {
      metric: 'from healing', statistic: 'p90', relation: '<=', bound: 120,
      reason: 'links that fell silent are found dead within seconds, and back-off stays below a minute by then',
    },
  ],
  run (scene) {
    const { random } = scene
    const people = scene.count('people', 6, 2)
    const seconds = scene.setting('apart', random.between(5, 90))
    const world = scene.world({ punchShare: 0.7 })
    const sender = world.peer({ name: 'sender', nat: false, up: 2e6 })
    const sent = sender.send({ bytes: 20e6, recipients: people })
    const peers = Array.from({ length: people }, (_, index) => world.peer({ name: `p${index + 1}`, up: 1e6 }))
    const got = peers.map(peer => peer.get(sent))
    world.runFor(random.between(2, 8))
    world.partition([[sender, ...peers.slice(0, people >> 1)], peers.slice(people >> 1)])
    world.runFor(seconds)
    const before = got.filter(({ done }) => done).length
    world.heal()
    scene.measure('from healing', 's', scene.within('all finish once the network is whole', 600, () =>
      got.every(({ done }) => done) && sent.done
    ))
    scene.measure('done while apart', 'share', before / people)
  },
}
