import { createPeer } from '@passel/core/machines'
import { MISBEHAVIOURS, misbehaving } from '../faults/misbehave.ts'
import type { Scenario } from './scenario.ts'

/** A third of the members lie, stall or flood; all of them can read the payload. */
export const liars: Scenario = {
  name: 'liars',
  title: 'A third of the members lie in every way there is: the honest finish, and pay a bounded price.',
  pace: 'quick',
  expectations: [
    {
      metric: 'price', statistic: 'p90', relation: '<=', bound: 4,
      reason: 'a liar is convicted by its first wrong chunk, a staller costs two seconds each time it is believed',
    },
    {
      metric: 'came for nothing', statistic: 'p90', relation: '<=', bound: 1,
      reason: 'each of a handful of liars gets rid of one window before it is convicted',
    },
  ],
  run (scene) {
    const { random } = scene
    const honest = scene.count('honest', 6, 1)
    const bad = scene.count('liars', 3, 0)
    const bytes = scene.setting('bytes', 15e6)
    const world = scene.world({ punchShare: 0.7 })
    const up = 2e6
    const sender = world.peer({ name: 'sender', nat: false, up })
    const sent = sender.send({ bytes, recipients: honest + bad })
    for (let number = 1; number <= bad; number++) {
      const how = scene.setting(`liar ${number}`, MISBEHAVIOURS[random.below(MISBEHAVIOURS.length)]!)
      const liar = world.peer({
        name: `liar-${number}`, nat: false, up: 4e6, corrupt: how === 'wrong-bytes', forging: how === 'false-pages',
        createPeer: misbehaving(createPeer, how),
      })
      scene.misbehaves(liar)
      liar.get(sent)
    }
    world.runFor(random.between(0, 20))
    const got = Array.from({ length: honest }, (_, index) => world.peer({ name: `p${index + 1}`, up }).get(sent))
    const seconds = scene.within('the honest finish', 900, () => got.every(({ done }) => done))
    scene.measure('price', 'times the time of the sender alone', seconds / (honest * bytes / up))
    for (const { snapshot } of got) scene.measure('came for nothing', 'share', (snapshot!.traffic.twice) / bytes)
  },
}
