import type { Scenario } from './scenario.ts'

const SIZES = [2, 20, 100]

/** Groups of every size that open something at once without an address in the reference: all depends on Waku. */
export const groups: Scenario = {
  name: 'groups',
  title: 'Groups of 2, 20 and 100 find each other over Waku within its rate limit, with and without a store.',
  pace: 'minute',
  expectations: [
    {
      metric: 'messages in ten minutes', statistic: 'max', relation: '<=', bound: 20,
      reason: 'a swarm aims at 20 whatever its size, and the network allows a member 100',
    },
    {
      metric: 'refused by Waku', statistic: 'max', relation: '=', bound: 0,
      reason: 'buckets are below what is allowed',
    },
    {
      metric: 'complete', statistic: 'p90', relation: '<=', bound: 120,
      reason: 'a first seek waits a second and a half at most; the swarm does the rest',
    },
  ],
  run (scene) {
    const { random, seed } = scene
    const people = scene.count('people', SIZES[seed % SIZES.length]!, 1)
    const storeMs = scene.setting('storeMs', random.next() < 0.5 ? 0 : 86_400_000)
    const loss = scene.setting('loss', random.between(0, 0.1))
    const world = scene.world({ waku: { storeMs, loss }, punchShare: 0.7 })
    const sent = world.peer({ name: 'sender', nat: false }).send({ bytes: 3e6, recipients: people, hints: false })
    world.runFor(1)
    const from = world.nowMs
    const got = Array.from({ length: people }, (_, index) => {
      world.runFor(random.between(0, 2 / people))
      return world.peer({ name: `p${index + 1}`, latencyMs: random.between(5, 60) }).get(sent)
    })
    const done = new Set<number>()
    let lookAtMs = 0
    scene.within('the whole group gets it', 1_800, () => {
      if (world.nowMs < lookAtMs) return false
      lookAtMs = world.nowMs + 100
      got.forEach((each, index) => {
        if (done.has(index) || !each.done) return
        done.add(index)
        scene.measure('complete', 's', (world.nowMs - from) / 1000)
      })
      return done.size === people
    })
    const times = world.waku.log.map(({ atMs }) => atMs)
    const most = Math.max(0, ...times.map(at => times.filter(other => other > at - 600_000 && other <= at).length))
    scene.measure('messages in ten minutes', 'count', most)
    scene.measure('refused by Waku', 'count', world.waku.refused)
  },
}
