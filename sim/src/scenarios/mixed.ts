import { createPeer, type Random } from '@passel/core/machines'
import { INTERESTING } from '../checks/interesting.ts'
import { MISBEHAVIOURS, misbehaving, type Misbehaviour } from '../faults/misbehave.ts'
import { heal, MISFORTUNES, type Victims } from '../faults/misfortunes.ts'
import type { RelayOptions, VirtualTransfer, WorldPeer } from '../world/index.ts'
import type { Scenario, Scene } from './scenario.ts'

const KINDS = Object.keys(MISFORTUNES)
const MB = 1e6

const chance = (random: Random, share: number): boolean => random.next() < share

function drawRelays (random: Random): RelayOptions[] {
  return Array.from({ length: 1 + random.below(3) }, () => chance(random, 0.3)
    ? { limitBytes: 128 * 1024 * (1 + random.below(8)), limitMs: 120_000 }
    : {})
}

/** Wrong bytes have the most ways to be dealt with. */
function drawLiar (random: Random): Misbehaviour {
  return chance(random, 0.3) ? 'wrong-bytes' : MISBEHAVIOURS[random.below(MISBEHAVIOURS.length)]!
}

function drawSite (random: Random) {
  return {
    nat: chance(random, 0.75),
    // Most are slow enough for a misfortune or two to fall into their transfer.
    up: 0.1 * MB * 100 ** random.next(),
    down: 0.4 * MB * 60 ** random.next(),
    jitterMs: random.below(20),
    lossShare: chance(random, 0.2) ? random.between(0, 0.02) : 0,
    latencyMs: random.between(1, 80),
    skewMs: random.between(-60_000, 60_000),
    speed: { flushMs: random.between(0.2, 5) },
  }
}

const isDone = ({ done }: VirtualTransfer): boolean => done

/** The first getter sends something of its own to some of the others: connections carry two swarms, or one of two. */
function sendAnother ({ random }: Scene, { peers, transfers }: Victims): VirtualTransfer[] {
  const own = random.stream('other')
  const [author, ...rest] = [peers[1]!, ...peers.filter((_, index) => index !== 1)]
  const chosen = rest.filter((_, index) => index === 0 || own.next() < 0.5)
  const sent = author.send({ bytes: own.below(3 * MB), recipients: chosen.length, hints: chance(own, 0.5) })
  const got = chosen.map(peer => peer.get(sent))
  transfers.push(sent, ...got)
  return got
}

/** The seed draws a world, a payload or two, who takes part, and a row of misfortunes; then everything is healed. */
function run (scene: Scene): void {
  const { random } = scene
  const relays = drawRelays(random.stream('relays'))
  const privacy = scene.setting('privacy', chance(random, 0.3) ? 'relayed' : 'direct') as 'direct' | 'relayed'
  const bytes = scene.setting('bytes', Math.floor(chance(random, 0.2) ? random.below(300_000) : random.below(30 * MB)))
  const isStream = scene.setting('stream', chance(random, 0.2))
  const hints = scene.setting('hints', chance(random, 0.6))
  const getters = scene.count('getters', 1 + random.below(5), 1)
  const liar = scene.setting('liar', chance(random, 0.4) ? drawLiar(random) : 'none')
  const misfortunes = scene.count('misfortunes', random.below(25), 0)
  const pauseSeconds = scene.setting('pauseSeconds', random.between(0.2, 4))
  const loss = scene.setting('loss', random.between(0, 0.3))
  const storeMs = scene.setting('storeMs', chance(random, 0.3) ? 0 : 86_400_000)
  const punchShare = scene.setting('punchShare', random.next())
  const hangShare = scene.setting('hangShare', random.between(0, 0.3))

  const world = scene.world({ relays, punchShare, hangShare, waku: { loss, storeMs } })
  const sender = world.peer({ name: 'sender', ...drawSite(random.stream('sender')) })
  if (chance(random, 0.7)) sender.emit({ type: 'stay-reachable', privacy, wanted: true })
  world.runFor(1)
  // A liar is a recipient too: its receipt must not end the transfer for the others.
  const recipients = getters + (liar === 'none' ? 0 : 1)
  const sent = sender.send({
    bytes, privacy, hints, recipients, ...(isStream && { bytesPerSecond: Math.max(1000, bytes / 20) }),
  })
  const peers: WorldPeer[] = [sender]
  const transfers: VirtualTransfer[] = [sent]
  const victims: Victims = { world, peers, transfers, frozen: [] }

  if (liar !== 'none') {
    const how = liar as Misbehaviour
    const peer = world.peer({
      name: 'liar',
      ...drawSite(random.stream('liar')),
      nat: false,
      corrupt: how === 'wrong-bytes',
      forging: how === 'false-pages',
      createPeer: misbehaving(createPeer, how),
    })
    scene.misbehaves(peer)
    peer.get(sent)
  }
  for (let number = 1; number <= getters; number++) {
    const own = random.stream(`getter ${number}`)
    world.runFor(own.between(0, 2))
    const peer = world.peer({ name: `getter-${number}`, ...drawSite(own) })
    peers.push(peer)
    transfers.push(peer.get(sent))
  }
  const other = scene.setting('other', chance(random, 0.3)) ? sendAnother(scene, victims) : undefined
  for (let number = 0; number < misfortunes; number++) {
    const own = scene.misfortune()
    if (own === undefined) continue
    world.runFor(own.between(0.05, pauseSeconds))
    scene.tell('world', 'fault', MISFORTUNES[KINDS[own.below(KINDS.length)]!]!(victims, own))
  }
  heal(victims)
  scene.tell('world', 'fault', 'all is healed')
  const got = transfers.filter(each => each.payload === sent.payload && each !== sent)
  scene.measure('healed to done', 's', scene.within(
    'after healing every getter finishes', 900, () => got.every(({ done }) => done)
  ))
  if (other !== undefined) scene.within('after healing the other payload arrives', 900, () => other.every(isDone))
  if (liar === 'none') scene.within('after healing the sender hears of it', 900, () => sent.done)
  const { chunkBytes, pages } = sent.payload
  const listed = pages.reduce((sum, { summary }) => sum + summary.count, 0)
  for (const { work } of got) scene.measure('kept', 'times the payload', work.kept / (listed * chunkBytes))
  scene.measure('signals', 'count', world.waku.log.length)
}

export const mixed: Scenario = {
  name: 'mixed',
  title: 'Few peers, everything that can go wrong, then healing: nothing is lost and everybody finishes.',
  pace: 'quick',
  expectations: [
    {
      metric: 'healed to done', statistic: 'p99', relation: '<=', bound: 600,
      reason: 'no back-off is longer than ten minutes',
    },
  ],
  interesting: INTERESTING,
  run,
}
