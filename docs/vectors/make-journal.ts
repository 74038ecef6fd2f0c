import {
  concat, encodeJournalHeader, encodeRecord, encodeReference, type JournalRecord, type TransferRecord,
} from '@passel/core/pure'
import { AUTHOR_SEED, REFERENCE } from './make-reference.ts'
import { drawn } from './maker.ts'

const source = { kind: 'path', path: '/home/ada/photo.jpg', size: 3000, modifiedMs: 1_790_000_000_000.5 } as const
const reference = encodeReference(REFERENCE)
const digest = drawn('digest', 32)
const page = {
  type: 'page',
  page: 0,
  digest,
  at: 0,
  length: 250,
  kind: 'data',
  first: 0,
  count: 1,
  epoch: 0x01020304,
  chunkBytes: 256,
  plainOffset: 0,
  final: false,
} as const
const head = { page: 0, digest, final: false, signature: drawn('signature', 64) }

/** One of each kind; they do not tell a story. */
const RECORDS: readonly (readonly [number, TransferRecord])[] = [
  [1, { type: 'send', reference, authorSecret: AUTHOR_SEED, chunkBytes: 256, source, until: 'received' }],
  [2, { type: 'get', reference, target: { kind: 'path', path: '/a', part: '/a.part' } }],
  [1, { type: 'source', source: { kind: 'stream' } }],
  [1, { type: 'sealed', first: 0, epoch: 0x01020304, digests: drawn('digests', 64), plainBytes: 472, last: false }],
  [1, { ...page, plainEnd: 236 }],
  [2, { ...page, final: true, size: 236, signature: drawn('signature', 64) }],
  [2, { type: 'kept', chunk: 0, known: { chunk: 0, plainBytes: 236 } }],
  [2, { type: 'checkpoint', runs: [{ first: 0, count: 1 }] }],
  [2, { type: 'have', bits: new Uint8Array([0x80]) }],
  [2, { type: 'placing', path: '/a' }],
  [2, { type: 'finished' }],
  [1, { type: 'receipt', key: 0, signature: drawn('signature', 64) }],
  [1, { type: 'paused', paused: true }],
  [1, { type: 'failed', code: 'source-changed' }],
  [1, { type: 'conflict', heads: [head, { ...head, final: true }] }],
  [1, { type: 'forgotten' }],
  [3, {
    type: 'hold',
    swarmKey: drawn('swarm key', 32),
    author: drawn('author', 32),
    privacy: 'relayed',
    kind: 'bundle',
    hints: [{ peer: '12D3KooW', addresses: ['/dns4/relay.example/tcp/443/tls/ws/p2p/R/p2p-circuit/p2p/12D3KooW'] }],
    relays: ['/dns4/relay.example/tcp/443/tls/ws/p2p/R'],
    columns: [1, 7],
  }],
  [1, { type: 'parity', first: 0, digests: drawn('parity digests', 192) }],
  [1, { type: 'holders', holders: [{ peer: '12D3KooW', addresses: [], columns: [1], heldAtMs: 1_790_000_000_000 }] }],
  [3, { type: 'release', signature: drawn('signature', 64) }],
  [3, { type: 'columns', columns: [7] }],
  [3, { type: 'have', bits: new Uint8Array([0xc0]), column: 7 }],
]

/** A journal file whose last record was torn. */
export function journalVectors () {
  const written = RECORDS.map(([swarm, record]) => {
    const bytes = encodeRecord({ swarm, record } as JournalRecord)
    return { swarm, record, bytes }
  })
  const last = written.at(-1) as typeof written[number]
  const whole = concat(encodeJournalHeader(7), ...written.map((it) => it.bytes))
  return {
    generation: 7,
    records: written.map(({ swarm, record }) => ({ swarm, record })),
    file: concat(whole, last.bytes.subarray(0, -1)),
    wholeBytes: whole.length,
  }
}
