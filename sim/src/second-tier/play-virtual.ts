import { createPeer } from '@passel/core/machines'
import { createWorld } from '../world/index.ts'
import { PATIENCE_SECONDS, type Story, type Told } from './story.ts'

/** Loopback: fast, and a tenth of a millisecond away. */
const LOOPBACK = { up: 500e6, down: 500e6, latencyMs: 0.1 }

/** Plays a story in virtual time. */
export function playVirtual ({ receivers, bytes, up, privacy }: Story, seed: number): Told {
  const world = createWorld({ seed, createPeer })
  const peer = { uploadBytesPerSecond: up }
  const isListening = privacy === 'direct'
  const sender = world.peer({ name: 'sender', nat: !isListening, ...LOOPBACK, peer })
  sender.emit({ type: 'stay-reachable', privacy, wanted: true })
  world.runFor(1)
  // One receipt more than there are receivers: as in a group, nobody's ends it.
  const sent = sender.send({ bytes, privacy, recipients: receivers + 1 })
  const startMs = world.nowMs
  const got = Array.from({ length: receivers }, (_, index) =>
    world.peer({ name: `receiver-${index}`, nat: !isListening, ...LOOPBACK, peer }).get(sent))
  const completion = new Array<number>(receivers).fill(NaN)
  world.runUntil(() => {
    for (const [index, one] of got.entries()) {
      if (Number.isNaN(completion[index]!) && one.done) completion[index] = (world.nowMs - startMs) / 1000
    }
    return !completion.some(Number.isNaN)
  }, { maxSeconds: PATIENCE_SECONDS })
  const received = got.reduce((sum, { snapshot }) => sum + snapshot!.traffic.in, 0)
  return {
    firstByte: got.map(({ snapshot }) => snapshot!.firstByteMs! / 1000),
    completion,
    senderShare: sent.snapshot!.traffic.out / received,
    seconds: Math.max(...completion),
  }
}
