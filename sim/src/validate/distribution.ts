import { CHUNK_BYTES, CHUNK_LENGTH_BYTES, TAG_BYTES } from '@passel/core/limits'
import { createPeer } from '@passel/core/machines'
import { leastSeconds, sourceAloneSeconds } from '../theory/index.ts'
import { createWorld } from '../world/index.ts'
import type { Check, Measured } from './check.ts'

const MB = 1e6

interface Swarm {
  readonly receivers: number
  /** Whole ones, so that no padding is sent which theory knows nothing of. */
  readonly chunks: number
  readonly up: number
  readonly down: number
  /** Each can reach everybody, or nobody but the source. */
  readonly alone?: boolean
}

/** Seconds until the last has all, with the shipping machines; NaN when it is not within four times `expected`. */
function distribute ({ receivers, chunks, up, down, alone = false }: Swarm, expected: number): number {
  // Chunks whole on their lines where there are many receivers: a fifth of the work for the same times.
  const sliceBytes = receivers > 100 ? { sliceBytes: CHUNK_BYTES } : {}
  const world = createWorld({ seed: 5, createPeer, ...sliceBytes, ...(alone && { punchShare: 0, relays: [] }) })
  const bytes = chunks * (CHUNK_BYTES - CHUNK_LENGTH_BYTES - TAG_BYTES)
  const sent = world.peer({ name: 'source', nat: false, up, down }).send({ bytes, recipients: receivers })
  let finished = 0
  const got = Array.from({ length: receivers }, (_, index) => world.peer({
    name: `receiver-${index}`, nat: alone, up, down, knowsRelays: !alone,
  }).get(sent))
  const limitMs = world.nowMs + expected * 4000
  // Asked once a tenth of a second: with a thousand receivers, after each event would be most of the work.
  while (finished < receivers && world.nowMs < limitMs) {
    world.runFor(0.1)
    while (finished < receivers && got[finished]!.done) finished++
  }
  return finished < receivers ? NaN : world.nowMs / 1000
}

/** `share` more than the bound is allowed; theory has no chunks, so few of them cost more. */
function shared (swarm: Swarm, share = 0.15): Measured {
  const { receivers, chunks, up, down } = swarm
  const expected = leastSeconds({
    bytes: chunks * CHUNK_BYTES, sourceUp: up, receivers: Array.from({ length: receivers }, () => ({ up, down })),
  })
  return {
    name: `${receivers} receivers, ${chunks} chunks, ${up / MB} MB/s up`,
    unit: 's',
    expected,
    measured: distribute(swarm, expected),
    allowed: { kind: 'above', share },
    at: { n: receivers },
  }
}

function unshared (swarm: Swarm): Measured {
  const { receivers, chunks, up } = swarm
  const expected = sourceAloneSeconds(chunks * CHUNK_BYTES, up, receivers)
  return {
    name: `${receivers === 1 ? '1 receiver' : `${receivers} receivers`}, ${chunks} chunks, ${up / MB} MB/s up`,
    unit: 's',
    expected,
    measured: distribute({ ...swarm, alone: true }, expected),
    allowed: { kind: 'share', of: 0.03 },
    at: { n: receivers },
  }
}

const KUMAR_ROSS = 'Kumar and Ross 2006: max(F/u_s, F/d_min, nF/(u_s + sum u_i))'

export const DISTRIBUTION: readonly Check[] = [
  {
    group: 'Least time to hand out a payload', source: KUMAR_ROSS, quick: true,
    rows: () => [shared({ receivers: 10, chunks: 400, up: 2 * MB, down: 4 * MB })],
  },
  {
    group: 'Least time to hand out a payload, a hundred receivers', source: KUMAR_ROSS, quick: false,
    rows: () => [
      shared({ receivers: 100, chunks: 400, up: 2 * MB, down: 8 * MB }),
      // Slow lines: nobody may be left among others who have nothing. A chunk's way from hand to hand takes its time.
      shared({ receivers: 100, chunks: 96, up: 0.5 * MB, down: 2 * MB }, 0.5),
    ],
  },
  {
    group: 'Least time to hand out a payload, a thousand receivers', source: KUMAR_ROSS, quick: false,
    rows: () => [shared({ receivers: 1000, chunks: 400, up: 2 * MB, down: 8 * MB })],
  },
  {
    group: 'Source alone', source: 'nF/u_s: receivers reach nobody but the source', quick: true,
    rows: () => [
      unshared({ receivers: 1, chunks: 160, up: 2 * MB, down: 20 * MB }),
      unshared({ receivers: 10, chunks: 60, up: 2 * MB, down: 20 * MB }),
    ],
  },
]
