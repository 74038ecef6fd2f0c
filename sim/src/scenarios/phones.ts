import { createRandom } from '@passel/core/machines'
import { drive, PHONES } from '../people/index.ts'
import type { Scenario } from './scenario.ts'

const DAY_SECONDS = 86_400

/** Phones that are online for 35 minutes a day in 23 sessions, and one machine that stays on. */
export const phones: Scenario = {
  name: 'phones',
  title: 'Phones that sleep most of the time, and one desktop: everybody has it within days, in pieces.',
  pace: 'minute',
  expectations: [
    {
      metric: 'complete', statistic: 'p90', relation: '<=', bound: 24,
      reason: 'a desktop holds it, and a phone is online in about 23 sessions a day of a minute and a half',
    },
    {
      metric: 'kept', statistic: 'p99', relation: '<=', bound: 1.02,
      reason: 'a session that ends costs what was in flight and no more',
    },
  ],
  run (scene) {
    const people = scene.count('people', 5, 1)
    const bytes = scene.setting('bytes', 20e6)
    const world = scene.world({ punchShare: 0.7 })
    const lives = createRandom(scene.seed).stream('people')
    const desktop = world.peer({ name: 'desktop', up: 2e6 })
    const sent = desktop.send({ bytes, recipients: people, hints: false })
    const line = { up: 0.5e6, down: 2e6 }
    const peers = Array.from({ length: people }, (_, index) => world.peer({ name: `phone-${index + 1}`, ...line }))
    const got = peers.map(peer => peer.get(sent))
    for (const peer of peers) drive(world, peer, PHONES, lives.stream(peer.name))
    const from = world.nowMs
    const done = new Set<number>()
    let lookAtMs = 0
    scene.within('every phone has it', 7 * DAY_SECONDS, () => {
      if (world.nowMs < lookAtMs) return false
      lookAtMs = world.nowMs + 1000
      got.forEach((each, index) => {
        if (done.has(index) || !each.done) return
        done.add(index)
        scene.measure('complete', 'hours', (world.nowMs - from) / 3_600_000)
        scene.plot('complete', 'phones', done.size)
      })
      return done.size === people
    })
    const chunks = Math.ceil(bytes / (256 * 1024 - 20))
    for (const { work } of got) scene.measure('kept', 'times the payload', work.kept / (chunks * 256 * 1024))
  },
}
