import type { Scenario } from './scenario.ts'

/** Somebody opens on Tuesday what was sent on Monday, when the sender's machine is off. */
export const newcomer: Scenario = {
  name: 'newcomer',
  title: 'A newcomer next day finds what others still hold, with and without a store in Waku.',
  pace: 'quick',
  expectations: [
    {
      metric: 'complete', statistic: 'p90', relation: '<=', bound: 60,
      reason: 'one seek, one offer, ten megabytes',
    },
    {
      metric: 'messages next day', statistic: 'p90', relation: '<=', bound: 6,
      reason: 'enough offers of others keep the rest from being sent',
    },
  ],
  run (scene) {
    const { random } = scene
    const people = scene.count('people', 8, 1)
    const storeMs = scene.setting('storeMs', random.next() < 0.5 ? 0 : 86_400_000)
    const privacy = scene.setting('privacy', random.next() < 0.5 ? 'relayed' : 'direct') as 'relayed' | 'direct'
    const world = scene.world({ waku: { storeMs }, punchShare: 0.7 })
    const sender = world.peer({ name: 'sender' })
    const sent = sender.send({ bytes: 10e6, privacy, recipients: people + 1, hints: false })
    const got = Array.from({ length: people }, (_, index) => world.peer({ name: `p${index + 1}` }).get(sent))
    scene.within('the first ones get it', 300, () => got.every(({ done }) => done))
    sender.setOnline(false)
    world.runFor(86_400)
    const before = world.waku.log.length
    const late = world.peer({ name: 'late' }).get(sent)
    scene.measure('complete', 's', scene.within('the newcomer gets it', 600, () => late.done))
    scene.measure('messages next day', 'count', world.waku.log.length - before)
  },
}
