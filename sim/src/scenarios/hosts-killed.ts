import type { Scenario } from './scenario.ts'

/** Every host that somebody runs for others is killed in turn, and comes back before the next one goes. */
export const hostsKilled: Scenario = {
  name: 'hosts-killed',
  title: 'Each relay, each Waku node, then all of a kind are killed in turn: no transfer ends by it.',
  pace: 'quick',
  expectations: [
    {
      metric: 'complete', statistic: 'max', relation: '<=', bound: 300,
      reason: 'there is always another relay or node, or the same one again within half a minute',
    },
  ],
  run (scene) {
    const { random } = scene
    const people = scene.count('people', 4, 1)
    const privacy = scene.setting('privacy', random.next() < 0.5 ? 'relayed' : 'direct') as 'relayed' | 'direct'
    const world = scene.world({ relays: [{}, {}, {}], punchShare: 0.7 })
    const sender = world.peer({ name: 'sender', up: 1e6 })
    const sent = sender.send({ bytes: 20e6, privacy, recipients: people, hints: false })
    const got = Array.from({ length: people }, (_, index) => {
      world.runFor(random.between(0, 4))
      return world.peer({ name: `p${index + 1}`, up: 1e6 }).get(sent)
    })
    const kills: readonly (readonly [string, (up: boolean) => void])[] = [
      ...world.relays.map(relay => [relay.name, (up: boolean) => up ? relay.revive() : relay.die()] as const),
      ...[0, 1].map(node => [`node ${node}`, (up: boolean) => world.waku.setNode(node, up)] as const),
      ['all relays', up => { for (const relay of world.relays) if (up) relay.revive(); else relay.die() }],
      ['Waku', up => world.setWaku(up)],
      ['Waku\'s store', up => world.waku.setStore(up ? 86_400_000 : 0)],
    ]
    const from = world.nowMs
    for (const [name, set] of kills) {
      scene.tell('world', 'fault', `${name} is killed`)
      set(false)
      world.runFor(random.between(2, 12))
      scene.tell('world', 'fault', `${name} is back`)
      set(true)
      world.runFor(random.between(0, 4))
    }
    scene.within('everybody gets it', 600, () => got.every(({ done }) => done) && sent.done)
    scene.measure('complete', 's', (world.nowMs - from) / 1000)
  },
}
