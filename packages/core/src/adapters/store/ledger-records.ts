import { CHUNK_BYTES, MAX_PAGE_CHUNKS, MAX_SEALED_RUN } from '../../limits.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { parityRows } from '../../pure/stripes.ts'
import { chunkBytesOf, heldPlace, listedStripes, schemeOf, sealedChunks } from './layout.ts'
import type { Ledger } from './ledger.ts'
import type { TransferRecord } from '../../pure/journal-types.ts'

/** A ledger as the records that lead to it: what a rewritten journal holds. */
export function * recordsOf (ledger: Ledger): Generator<TransferRecord> {
  yield ledger.created
  if (ledger.created.type === 'send' && ledger.source !== ledger.created.source && ledger.source !== undefined) {
    yield { type: 'source', source: ledger.source }
  }
  yield * ledger.pages
  yield * sealedRecords(ledger)
  yield * parityRecords(ledger)
  if (ledger.held !== undefined) yield { type: 'columns', columns: [...ledger.held.keys()] }
  yield * haveRecords(ledger)
  for (const chunk of ledger.unflushed) yield { type: 'kept', chunk }
  if (ledger.placed !== undefined) yield { type: 'placing', path: ledger.placed }
  for (const [key, signature] of ledger.receipts) yield { type: 'receipt', key, signature }
  if (ledger.holders !== undefined) yield { type: 'holders', holders: ledger.holders }
  if (ledger.release !== undefined) yield { type: 'release', signature: ledger.release }
  if (ledger.paused) yield { type: 'paused', paused: true }
  if (ledger.conflict !== undefined) yield { type: 'conflict', heads: ledger.conflict }
  if (ledger.state === 'done') yield { type: 'finished' }
  if (ledger.failure !== undefined) yield { type: 'failed', code: ledger.failure }
}

/** Runs in pieces that fit a record each; the digests of listed chunks are in the page file. */
function * sealedRecords (ledger: Ledger): Generator<TransferRecord> {
  const capacity = chunkCapacity(chunkBytesOf(ledger) ?? CHUNK_BYTES)
  for (const { first, count, epoch, plainBytes } of ledger.runs) {
    for (let done = 0; done < count; done += MAX_SEALED_RUN) {
      const part = Math.min(MAX_SEALED_RUN, count - done)
      const digests = ledger.digests.slice(first + done, part)
      const bytes = Math.min(part * capacity, plainBytes - done * capacity)
      yield { type: 'sealed', first: first + done, epoch, digests, plainBytes: bytes, last: false }
    }
  }
  if (ledger.sealedLast) {
    yield {
      type: 'sealed',
      first: sealedChunks(ledger),
      epoch: 0,
      digests: new Uint8Array(0),
      plainBytes: 0,
      last: true,
    }
  }
}

/** Parity digests that no page lists yet. */
function * parityRecords (ledger: Ledger): Generator<TransferRecord> {
  const rows = parityRows(schemeOf(ledger))
  if (rows === 0) return
  const step = Math.floor(MAX_PAGE_CHUNKS / rows)
  for (let first = listedStripes(ledger); first < ledger.parityStripes; first += step) {
    const count = Math.min(step, ledger.parityStripes - first)
    yield { type: 'parity', first, digests: ledger.parityDigests.slice(first * rows, count * rows) }
  }
}

/** Everything that is there and flushed. */
export function * haveRecords (ledger: Ledger): Generator<TransferRecord> {
  const known = ledger.known !== undefined && { known: ledger.known }
  if (ledger.held === undefined) {
    const bits = ledger.have.bytes(sealedChunks(ledger))
    for (const chunk of ledger.unflushed) clearBit(bits, chunk)
    yield { type: 'have', bits, ...known }
    return
  }
  for (const [column, stripes] of ledger.held) {
    const bits = stripes.bytes(stripes.end)
    for (const chunk of ledger.unflushed) {
      const place = heldPlace(ledger, chunk)
      if (place?.column === column) clearBit(bits, place.stripe)
    }
    yield { type: 'have', bits, column }
  }
}

function clearBit (bits: Uint8Array, bit: number): void {
  bits[bit >> 3] = (bits[bit >> 3] as number) & ~(0x80 >> (bit & 7))
}
