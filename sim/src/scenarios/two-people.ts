import { leastSeconds } from '../theory/index.ts'
import type { Scenario } from './scenario.ts'

const BYTES = 20e6

/** A photo or a film from one person to another, each behind a NAT; whether a hole can be punched is drawn. */
export const twoPeople: Scenario = {
  name: 'two-people',
  title: 'Two people, one behind each NAT: the first byte comes at once, and the line is used.',
  pace: 'quick',
  expectations: [
    {
      metric: 'first byte', statistic: 'p90', relation: '<=', bound: 3,
      reason: 'within seconds whatever the size: one message on Waku of half a second, one circuit, one chunk',
    },
    {
      metric: 'beyond the bound', statistic: 'p90', relation: '<=', bound: 6,
      reason: 'finding each other takes three seconds, whatever the size; a window grows, a path changes',
    },
  ],
  run (scene) {
    const { random } = scene
    const bytes = scene.setting('bytes', BYTES)
    const hints = scene.setting('hints', random.next() < 0.5)
    const up = scene.setting('up', random.between(1e6, 8e6))
    const down = scene.setting('down', random.between(4e6, 16e6))
    const world = scene.world({ punchShare: 0.7 })
    const sender = world.peer({ name: 'sender', up, down, latencyMs: random.between(5, 60) })
    const getter = world.peer({ name: 'getter', up, down, latencyMs: random.between(5, 60) })
    sender.emit({ type: 'stay-reachable', privacy: 'direct', wanted: true })
    world.runFor(2)
    const got = getter.get(sender.send({ bytes, hints }))
    const seconds = scene.within('the other one gets it', 600, () => got.done)
    scene.measure('first byte', 's', got.snapshot!.firstByteMs! / 1000)
    scene.measure('complete', 's', seconds)
    const bound = leastSeconds({ bytes, sourceUp: up, receivers: [{ up, down }] })
    scene.measure('beyond the bound', 's', seconds - bound)
    scene.measure('times the bound', 'times', seconds / bound)
    scene.measure('relayed', 'share of bytes', world.relays[0]!.passedBytes / bytes)
  },
}
