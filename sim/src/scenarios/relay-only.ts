import type { Scenario } from './scenario.ts'

/** What passes a connection of 128 KiB: seven slices of 16 kB and what is said around them. */
const PASSES_BYTES = 112_000
const RELAY_MS = 5

/** No hole can be punched, and the relays are what an operator gets who changes nothing: 128 KiB and two minutes. */
export const relayOnly: Scenario = {
  name: 'relay-only',
  title: 'Nothing but relays with their default limits: each cut costs a reconnection, and the payload arrives.',
  pace: 'quick',
  expectations: [
    {
      metric: 'round trips a connection', statistic: 'p90', relation: '<=', bound: 8,
      reason: 'three to dial a circuit, one to join, one to ask, then the bytes: about 100 kB pass real relays',
    },
    {
      metric: 'came twice', statistic: 'p90', relation: '<=', bound: 0.1,
      reason: 'requests name offsets, so a cut loses what was on its way in one connection',
    },
  ],
  run (scene) {
    const { random } = scene
    const bytes = scene.setting('bytes', 3e6)
    const privacy = scene.setting('privacy', random.next() < 0.5 ? 'relayed' : 'direct') as 'relayed' | 'direct'
    const limits = { limitBytes: 128 * 1024, limitMs: 120_000, maxReservations: 15 }
    const world = scene.world({ punchShare: 0, relays: [limits, limits] })
    const [near, far] = [random.between(5, 40), random.between(5, 40)]
    const sender = world.peer({ name: 'sender', latencyMs: near })
    const getter = world.peer({ name: 'getter', latencyMs: far })
    const got = getter.get(sender.send({ bytes, privacy }))
    const seconds = scene.within('it arrives over relays alone', 900, () => got.done)
    scene.measure('speed', 'B/s', bytes / seconds)
    const roundTripSeconds = 2 * (near + far + 2 * RELAY_MS) / 1000
    scene.measure('round trips a connection', 'round trips', seconds / (bytes / PASSES_BYTES) / roundTripSeconds)
    scene.measure('came twice', 'share', got.snapshot!.traffic.twice / bytes)
  },
}
