import type { Scenario } from './scenario.ts'

/** A community with one relay: everything of everybody passes it. */
export const oneRelay: Scenario = {
  name: 'one-relay',
  title: 'One relay for a large swarm whose members cannot punch holes: the relay is the bound, and it is used.',
  pace: 'long',
  expectations: [
    {
      metric: 'times the relay', statistic: 'max', relation: '<=', bound: 2,
      reason: 'every byte passes the relay once for each who gets it; joining and finding takes a while as well',
    },
  ],
  run (scene) {
    const { random } = scene
    const people = scene.count('people', 50, 1)
    const bytes = scene.setting('bytes', 2e6)
    const bytesPerSecond = scene.setting('relayBytesPerSecond', 20e6)
    const world = scene.world({ punchShare: 0, relays: [{ bytesPerSecond, maxReservations: people + 1 }] })
    const sender = world.peer({ name: 'sender' })
    const sent = sender.send({ bytes, recipients: people, privacy: 'relayed' })
    const got = Array.from({ length: people }, (_, index) => {
      world.runFor(random.between(0, 0.05))
      return world.peer({ name: `p${index + 1}`, latencyMs: random.between(5, 60) }).get(sent)
    })
    let lookAtMs = 0
    const seconds = scene.within('everybody gets it through one relay', 3_600, () => {
      if (world.nowMs < lookAtMs) return false
      lookAtMs = world.nowMs + 200
      return got.every(({ done }) => done)
    })
    const least = Math.max(people * bytes / bytesPerSecond, bytes / 12.5e6) + 5
    scene.measure('times the relay', 'times', seconds / least)
    scene.measure('complete', 's', seconds)
    scene.measure('messages in ten minutes', 'count', world.waku.log.length)
  },
}
