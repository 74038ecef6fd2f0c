import { createRandom } from '@passel/core/machines'
import { createVirtualRelay } from '../world/relay.ts'
import { exponential } from '../people/index.ts'
import { meanWaitSeconds } from '../theory/index.ts'
import type { Check, Measured } from './check.ts'

const PACKET_BYTES = 16_384
const BYTES_PER_SECOND = 8e6

/** Packets of one size at random moments through the world's own relay: how long each waits before its turn. */
function row (load: number, packets: number): Measured {
  const relay = createVirtualRelay('relay', { bytesPerSecond: BYTES_PER_SECOND })
  const wire = { sever: () => undefined }
  const serviceSeconds = PACKET_BYTES / BYTES_PER_SECOND
  const random = createRandom(7).stream(`relay at ${load}`)
  const gap = exponential(serviceSeconds / load)
  relay.carry(wire, 0)
  let nowMs = 0
  let waitedMs = 0
  for (let packet = 0; packet < packets; packet++) {
    nowMs += gap.sample(random) * 1000
    waitedMs += relay.pass(wire, PACKET_BYTES, nowMs)! - nowMs - serviceSeconds * 1000
  }
  return {
    name: `at ${load * 100} % load`,
    unit: 's',
    expected: meanWaitSeconds(load, serviceSeconds),
    measured: waitedMs / 1000 / packets,
    allowed: { kind: 'share', of: 0.03 },
    at: { load },
  }
}

const SOURCE = 'M/D/1: rho / (2 mu (1 - rho))'

export const RELAY_QUEUE: readonly Check[] = [
  {
    group: 'Waiting at a relay', source: SOURCE, quick: true, rows: () => [0.3, 0.5, 0.7, 0.8].map(at => row(at, 1e6)),
  },
  {
    group: 'Waiting at a full relay', source: SOURCE, quick: false, rows: () => [0.9, 0.95].map(at => row(at, 2e7)),
  },
]
