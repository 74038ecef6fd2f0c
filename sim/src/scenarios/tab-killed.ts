import type { Scenario } from './scenario.ts'

/** A tab is killed and opened again, and again. */
export const tabKilled: Scenario = {
  name: 'tab-killed',
  title: 'A tab killed and reopened in the middle, several times: it goes on where it was.',
  pace: 'quick',
  expectations: [
    {
      metric: 'kept', statistic: 'p99', relation: '<=', bound: 1.01,
      reason: 'what was answered as kept survives a killed process; only a power cut may take some chunks',
    },
    {
      metric: 'from opening to the next byte', statistic: 'p90', relation: '<=', bound: 10,
      reason: 'a reference or the last members lead back at once; only Waku takes longer',
    },
  ],
  run (scene) {
    const { random } = scene
    const kills = scene.count('kills', 1 + random.below(5), 0)
    const chunks = scene.setting('chunks', 100)
    const world = scene.world({ punchShare: 0.7 })
    const sender = world.peer({ name: 'sender', nat: random.next() < 0.5, up: 3e6 })
    sender.emit({ type: 'stay-reachable', privacy: 'direct', wanted: true })
    world.runFor(2)
    const sent = sender.send({ bytes: chunks * 256 * 1024 * 0.99 })
    const getter = world.peer({ name: 'getter' })
    const got = getter.get(sent)
    const have = (): number => got.snapshot?.chunks.have ?? 0
    for (let kill = 1; kill <= kills; kill++) {
      scene.within('it gets on', 120, () => have() >= chunks * kill / (kills + 1))
      getter.crash()
      world.runFor(random.between(0.1, 20))
      getter.restart()
      const before = have()
      const seconds = scene.within('it goes on', 120, () => have() > before || got.done)
      scene.measure('from opening to the next byte', 's', seconds)
    }
    scene.within('it ends', 300, () => got.done && sent.done)
    const listed = Math.ceil(got.payload.bytes / (256 * 1024 - 20))
    scene.measure('kept', 'times the payload', got.work.kept / (listed * 256 * 1024))
  },
}
