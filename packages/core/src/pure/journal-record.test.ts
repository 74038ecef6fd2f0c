import { describe, expect, test } from 'vitest'
import { swarmNo } from '../ids.ts'
import {
  concat, crc32c, decodeJournalHeader, decodeRecords, encodeJournalHeader, encodeRecord, JOURNAL_HEADER_BYTES, utf8,
  writeU32, type JournalRecord, type PageRecord, type TransferRecord,
} from './index.ts'

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 11 + 5) & 255)

const page: PageRecord = {
  type: 'page',
  page: 1,
  digest: bytes(32),
  at: 70,
  length: 800,
  kind: 'data',
  first: 4,
  count: 5,
  epoch: 1,
  chunkBytes: 64,
  plainOffset: 3,
  final: false,
}

const records: TransferRecord[] = [
  {
    type: 'send',
    reference: bytes(300),
    authorSecret: bytes(48),
    chunkBytes: 262144,
    source: { kind: 'path', path: '/a/b', size: 12, modifiedMs: 1.5 },
    until: 'received',
  },
  { type: 'get', reference: bytes(300), target: { kind: 'path', path: '/c', part: '/c.part' } },
  { type: 'get', reference: bytes(300), target: { kind: 'store' } },
  { type: 'source', source: { kind: 'stream' } },
  { type: 'source', source: { kind: 'blob', size: 1, modifiedMs: 2 } },
  { type: 'sealed', first: 0, epoch: 7, digests: bytes(1024 * 32), plainBytes: 99, last: true },
  page,
  { ...page, kind: 'parity', final: true, size: 9, plainEnd: 9, signature: bytes(64), adopted: true },
  { type: 'kept', chunk: 5 },
  { type: 'kept', chunk: 5, known: { chunk: 5, plainBytes: 12 } },
  { type: 'checkpoint', runs: [{ first: 0, count: 32 }] },
  { type: 'have', bits: bytes(32768) },
  { type: 'placing', path: '/c' },
  { type: 'finished' },
  { type: 'receipt', key: 3, signature: bytes(64) },
  { type: 'paused', paused: true },
  { type: 'failed', code: 'disk-full' },
  { type: 'conflict', heads: [{ page: 0, digest: bytes(32), final: false, signature: bytes(64) }] },
  { type: 'forgotten' },
  {
    type: 'hold',
    swarmKey: bytes(32),
    author: bytes(32),
    privacy: 'relayed',
    kind: 'bundle',
    expiresAtMs: 5,
    hints: [{ peer: 'p', addresses: ['/dns4/r/tcp/1/p2p/r/p2p-circuit/p2p/p'] }],
    relays: ['/dns4/r/tcp/1/p2p/r'],
    columns: [0, 254],
  },
  { type: 'parity', first: 3, digests: bytes(64) },
  { type: 'holders', holders: [{ peer: 'p', addresses: [], columns: [2], heldAtMs: 9 }] },
  { type: 'release', signature: bytes(64) },
  { type: 'columns', columns: [1] },
  { type: 'have', bits: bytes(16384), column: 254 },
  { ...page, page: 0, first: 0, scheme: { need: 4, of: 10 }, receiptKeys: 2, keepUntilMs: 7 },
]
const all: JournalRecord[] = records.map((record, i) => ({ swarm: swarmNo(i), record }))
const read = (journal: Uint8Array): JournalRecord[] => {
  const found: JournalRecord[] = []
  decodeRecords(journal, 0, (record) => found.push(record))
  return found
}

describe('a journal', () => {
  test('gives back every kind of record', () => {
    expect(read(concat(...all.map(encodeRecord)))).toEqual(all)
  })

  test('cut at any byte gives the records before the cut', () => {
    const some = all.slice(12)
    const parts = some.map(encodeRecord)
    const journal = concat(...parts)
    for (let length = 0; length <= journal.length; length++) {
      let whole = 0
      for (let end = 0; whole < parts.length && (end += parts[whole]?.length ?? 0) <= length;) whole++
      expect(read(journal.subarray(0, length))).toEqual(some.slice(0, whole))
    }
  })

  test('filled with zeros behind its end is as long as it was', () => {
    const journal = concat(encodeRecord(all[8] as JournalRecord), new Uint8Array(4096))
    expect(read(journal)).toEqual([all[8]])
  })

  test('of a newer version is not read on, because a rewrite would lose what it says', () => {
    for (const at of [2, 3]) {
      const record = encodeRecord(all[13] as JournalRecord)
      record[at] = 200
      writeU32(record, record.length - 4, crc32c(record, 0, record.length - 4))
      expect(() => read(record)).toThrow(expect.objectContaining({ code: 'store-broken' }))
    }
  })

  test('takes no record longer than its length can say', () => {
    const record: TransferRecord = { type: 'have', bits: bytes(65536) }
    expect(() => encodeRecord({ swarm: swarmNo(1), record })).toThrow(expect.objectContaining({ code: 'bad-option' }))
  })
})

describe('the header of a journal', () => {
  test('names a generation', () => {
    expect(decodeJournalHeader(concat(encodeJournalHeader(7), bytes(3)))).toBe(7)
  })

  test('that was never finished counts as none, at any byte', () => {
    const header = encodeJournalHeader(1)
    for (let length = 0; length < JOURNAL_HEADER_BYTES; length++) {
      expect(decodeJournalHeader(header.subarray(0, length))).toBe(0)
      expect(decodeJournalHeader(concat(header.subarray(0, length), new Uint8Array(100)))).toBe(0)
    }
  })

  test('that is damaged is an error, never an empty home', () => {
    const header = encodeJournalHeader(2)
    for (let i = 0; i < header.length; i++) {
      const damaged = header.slice()
      damaged[i] = (damaged[i] as number) ^ 0x41
      expect(() => decodeJournalHeader(damaged)).toThrow(expect.objectContaining({ code: 'store-broken' }))
    }
  })

  test('uses the checksum that others know as CRC-32C', () => {
    expect(crc32c(utf8('123456789'))).toBe(0xe3069283)
  })
})
