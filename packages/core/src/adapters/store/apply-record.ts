import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { DIGEST_BYTES } from '../../pure/cid.ts'
import { parityRows, stripeOf } from '../../pure/stripes.ts'
import { chunkBytesOf, heldPlace, listedStripes, schemeOf, sealedPlainBytes } from './layout.ts'
import { heldOf, type Ledger } from './ledger.ts'
import type { PageRecord, TransferRecord } from '../../pure/journal-types.ts'

/**
 * The one way in which a ledger changes: when a record has been written, and again when it is read after a restart, so
 * that both lead to the same state. `send`, `get` and `forgotten` make and end ledgers and change none.
 */
export function applyRecord (ledger: Ledger, record: TransferRecord): void {
  switch (record.type) {
    case 'source':
      ledger.source = record.source
      return
    case 'sealed': applySealed(ledger, record); return
    case 'page': applyPage(ledger, record); return
    case 'kept':
      setThere(ledger, record.chunk)
      ledger.unflushed.add(record.chunk)
      ledger.known = record.known ?? ledger.known
      return
    case 'checkpoint':
      for (const { first, count } of record.runs) {
        for (let chunk = first; chunk < first + count; chunk++) {
          setThere(ledger, chunk)
          ledger.unflushed.delete(chunk)
        }
      }
      return
    case 'have':
      if (record.column === undefined) ledger.have.load(record.bits)
      else ledger.held?.get(record.column)?.load(record.bits)
      ledger.unflushed.clear()
      ledger.known = record.known
      return
    case 'placing': ledger.placed = record.path; return
    case 'finished': ledger.state = 'done'; return
    case 'receipt': ledger.receipts.set(record.key, record.signature); return
    case 'paused':
      ledger.paused = record.paused
      if (!record.paused) resume(ledger)
      return
    case 'failed':
      ledger.state = 'failed'
      ledger.failure = record.code
      return
    case 'conflict': ledger.conflict ??= record.heads; return
    case 'parity':
      ledger.parityDigests.set(record.first * parityRows(schemeOf(ledger)), record.digests)
      ledger.parityStripes = record.first + record.digests.length / DIGEST_BYTES / parityRows(schemeOf(ledger))
      return
    case 'holders': ledger.holders = record.holders; return
    case 'release': ledger.release = record.signature; return
    case 'columns': applyColumns(ledger, record.columns); return
    case 'send': case 'get': case 'hold': case 'forgotten': return
  }
}

/** Chunks of columns are counted by column, those of a whole payload by number. */
function setThere (ledger: Ledger, chunk: number): void {
  if (ledger.held === undefined) ledger.have.set(chunk)
  else heldPlace(ledger, chunk)?.stripes.set(stripeOf(chunk, schemeOf(ledger)))
}

function applyColumns (ledger: Ledger, columns: readonly number[]): void {
  ledger.held = heldOf(columns, ledger.held)
  ledger.have.load(new Uint8Array(0))
  for (const chunk of ledger.unflushed) if (heldPlace(ledger, chunk) === undefined) ledger.unflushed.delete(chunk)
}

/** Going on after a failure: the person has done what its code asked for. */
function resume (ledger: Ledger): void {
  if (ledger.state === 'failed') ledger.state = 'active'
  ledger.failure = undefined
}

function applySealed (ledger: Ledger, record: Extract<TransferRecord, { type: 'sealed' }>): void {
  const { first, epoch, digests, plainBytes, last } = record
  const count = digests.length / DIGEST_BYTES
  ledger.digests.set(first, digests)
  for (let chunk = first; chunk < first + count; chunk++) ledger.have.set(chunk)
  ledger.sealedLast = last
  if (count === 0) return
  const before = ledger.runs.at(-1)
  const capacity = chunkCapacity(chunkBytesOf(ledger) as number)
  // A run ends with a short chunk, as the page that lists it will.
  if (before !== undefined && before.epoch === epoch && before.plainBytes === before.count * capacity) {
    ledger.runs[ledger.runs.length - 1] = {
      ...before,
      count: before.count + count,
      plainBytes: before.plainBytes + plainBytes,
    }
  } else ledger.runs.push({ first, count, epoch, plainOffset: sealedPlainBytes(ledger), plainBytes })
}

function applyPage (ledger: Ledger, page: PageRecord): void {
  // A reader whose newest pages a power cut took gets them once more.
  ledger.pages.length = page.page
  ledger.pages.push(page)
  ledger.known = undefined
  if (page.kind === 'parity') {
    ledger.parityStripes = Math.max(ledger.parityStripes, listedStripes(ledger))
    // Parity comes when all data is sealed and listed.
    if (page.adopted === true) ledger.sealedLast = true
    return
  }
  if (page.adopted === true) {
    ledger.runs = []
    // What was made of chunks that are void now is void, too.
    ledger.parityStripes = Math.min(ledger.parityStripes, Math.floor(page.first / schemeOf(ledger).need))
    ledger.sealedLast = page.final
    // An author that can read its source again can also give what it no longer knew to have sealed.
    if (ledger.source?.kind !== 'stream') for (let i = 0; i < page.count; i++) ledger.have.set(page.first + i)
    return
  }
  const listed = page.first + page.count
  ledger.runs = ledger.runs.flatMap((run) => {
    const beyond = Math.min(run.count, run.first + run.count - listed)
    if (beyond <= 0) return []
    if (beyond === run.count) return [run]
    // Only a run's last chunk is short, so the listed ones carry all they can.
    const carried = (run.count - beyond) * chunkCapacity(page.chunkBytes)
    return [{
      ...run,
      first: listed,
      count: beyond,
      plainOffset: run.plainOffset + carried,
      plainBytes: run.plainBytes - carried,
    }]
  })
}
