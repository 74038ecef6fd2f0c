import { leastSeconds } from '../theory/index.ts'
import type { Scenario } from './scenario.ts'

/** Everybody in a large group opens the same attachment within a few seconds. */
export const flashCrowd: Scenario = {
  name: 'flash-crowd',
  title: 'Many open the same file at once: they give each other what they have, and stay near the least possible time.',
  pace: 'minute',
  expectations: [
    {
      metric: 'times the bound', statistic: 'max', relation: '<=', bound: 1.6,
      reason: 'a simple swarm of equals reached 1.02 to 1.07; joining over five seconds and finding comes on top',
    },
    {
      metric: 'share of the sender', statistic: 'p90', relation: '<=', bound: 0.2,
      reason: 'of many copies the sender gives a few: the others pass them on',
    },
    {
      metric: 'messages in ten minutes', statistic: 'max', relation: '<=', bound: 20,
      reason: 'a swarm aims at 20 whatever its size',
    },
  ],
  run (scene) {
    const { random } = scene
    const people = scene.count('people', 50, 1)
    const bytes = scene.setting('bytes', 25e6)
    const up = scene.setting('up', 2e6)
    const down = scene.setting('down', 8e6)
    const world = scene.world({ punchShare: 0.7, sliceBytes: scene.setting('sliceBytes', 65_000) })
    const sender = world.peer({ name: 'sender', nat: false, up, down })
    const sent = sender.send({ bytes, recipients: people })
    world.runFor(1)
    const from = world.nowMs
    const got = Array.from({ length: people }, (_, index) => {
      world.runFor(random.between(0, 5 / people))
      const nat = random.next() < 0.8
      return world.peer({ name: `p${index + 1}`, nat, up, down, latencyMs: random.between(5, 60) }).get(sent)
    })
    const done = new Set<number>()
    const note = (): boolean => {
      got.forEach((each, index) => {
        if (done.has(index) || !each.done) return
        done.add(index)
        scene.measure('complete', 's', (world.nowMs - from) / 1000)
        scene.plot('complete', 'people', done.size)
      })
      return done.size === people
    }
    // Looking at everybody after each event would cost more than the events.
    let lookAtMs = 0
    scene.within('everybody gets it', 3_600, () => {
      if (world.nowMs < lookAtMs) return false
      lookAtMs = world.nowMs + 100
      return note()
    })
    const bound = leastSeconds({ bytes, sourceUp: up, receivers: got.map(() => ({ up, down })) })
    scene.measure('times the bound', 'times', (world.nowMs - from) / 1000 / bound)
    scene.measure('share of the sender', 'share', sent.snapshot!.traffic.out / (people * bytes))
    scene.measure('messages in ten minutes', 'count', world.waku.log.length)
    for (const { snapshot } of got) scene.measure('first byte', 's', (snapshot?.firstByteMs ?? 0) / 1000)
  },
}
