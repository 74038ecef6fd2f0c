import fc from 'fast-check'
import { expect, test } from 'vitest'
import { swarmNo } from '../../ids.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import type { PageRecord, TransferRecord } from '../../pure/journal-types.ts'
import { applyRecord } from './apply-record.ts'
import { chunkAt, placeOf, sealedChunks, sealedPlainBytes } from './layout.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { recordsOf } from './ledger-records.ts'

const CHUNK_BYTES = 128
const CAPACITY = chunkCapacity(CHUNK_BYTES)

/** Batches as a source gives them: chunks, all full but perhaps the last; a new epoch where the program began again. */
const batches = fc.array(fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  lastBytes: fc.oneof(fc.constant(CAPACITY), fc.integer({ min: 1, max: CAPACITY })),
  restarted: fc.boolean(),
  /** Chunks listed after the batch, at most. */
  list: fc.nat(8),
}), { maxLength: 8 })

/** An author's ledger, with the plain bytes and the epoch that each chunk really has. */
function sealed (
  given: { count: number, lastBytes: number, restarted: boolean, list: number }[]
): { ledger: Ledger, chunks: { bytes: number, epoch: number }[] } {
  const ledger = createLedger(swarmNo(1), {
    type: 'send',
    reference: new Uint8Array(0),
    authorSecret: new Uint8Array(0),
    chunkBytes: CHUNK_BYTES,
    source: { kind: 'stream' },
    until: 'sealed',
  })
  const chunks: { bytes: number, epoch: number }[] = []
  let epoch = 1
  for (const { count, lastBytes, restarted, list } of given) {
    if (restarted) epoch++
    const first = chunks.length
    for (let i = 0; i < count; i++) chunks.push({ bytes: i < count - 1 ? CAPACITY : lastBytes, epoch })
    const digests = Uint8Array.from({ length: count * 32 }, (_, i) => first + Math.floor(i / 32))
    const plainBytes = (count - 1) * CAPACITY + lastBytes
    applyRecord(ledger, { type: 'sealed', first, epoch, digests, plainBytes, last: false })
    listSome(ledger, list)
  }
  return { ledger, chunks }
}

/** Lists chunks as `signPage` does: of the first run only. */
function listSome (ledger: Ledger, most: number): void {
  const run = ledger.runs[0]
  const count = Math.min(most, run?.count ?? 0)
  if (run === undefined || count === 0) return
  const page: PageRecord = {
    type: 'page',
    page: ledger.pages.length,
    digest: new Uint8Array(32),
    at: 0,
    length: 0,
    kind: 'data',
    first: run.first,
    count,
    epoch: run.epoch,
    chunkBytes: CHUNK_BYTES,
    plainOffset: run.plainOffset,
    final: false,
    plainEnd: run.plainOffset + Math.min(run.plainBytes, count * CAPACITY),
  }
  applyRecord(ledger, page)
}

test('every chunk lies where its bytes were, whatever was listed and restarted in between', () => {
  fc.assert(fc.property(batches, (given) => {
    const { ledger, chunks } = sealed(given)
    let offset = 0
    for (const [chunk, { bytes, epoch }] of chunks.entries()) {
      expect(placeOf(ledger, chunk)).toEqual({ epoch, chunkBytes: CHUNK_BYTES, plainOffset: offset, plainBytes: bytes })
      expect([chunkAt(ledger, offset), chunkAt(ledger, offset + bytes - 1)]).toEqual([chunk, chunk])
      offset += bytes
    }
    expect([sealedChunks(ledger), sealedPlainBytes(ledger)]).toEqual([chunks.length, offset])
    expect([placeOf(ledger, chunks.length), chunkAt(ledger, offset)]).toEqual([undefined, undefined])
  }))
})

test('a ledger is what its records make of it, also when they are written anew', () => {
  fc.assert(fc.property(batches, fc.boolean(), fc.boolean(), (given, paused, ended) => {
    const { ledger } = sealed(given)
    if (paused) applyRecord(ledger, { type: 'paused', paused })
    const first = sealedChunks(ledger)
    const digests = new Uint8Array(0)
    const end: TransferRecord = { type: 'sealed', first, epoch: 9, digests, plainBytes: 0, last: true }
    if (ended) applyRecord(ledger, end)
    const again = createLedger(ledger.swarm, ledger.created)
    const records: TransferRecord[] = [...recordsOf(ledger)]
    for (const record of records) applyRecord(again, record)
    const apart = { have: undefined, digests: undefined, parityDigests: undefined }
    expect({ ...again, ...apart }).toEqual({ ...ledger, ...apart })
    expect(again.have.bytes(100)).toEqual(ledger.have.bytes(100))
    for (const run of ledger.runs) {
      expect(again.digests.slice(run.first, run.count)).toEqual(ledger.digests.slice(run.first, run.count))
    }
    expect([...recordsOf(again)]).toEqual(records)
  }))
})
