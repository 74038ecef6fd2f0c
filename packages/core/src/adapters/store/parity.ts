/**
 * An author's parity. Its digests are made along with the data where a batch completes stripes, because the chunks are
 * at hand then, and sealing everything again costs as much as the first time; `sealParity` makes the rest. A full
 * holder makes the chunks themselves when they are asked for, and keeps none.
 */
import { PasselError } from '../../errors.ts'
import { MAX_PAGE_CHUNKS } from '../../limits.ts'
import type { ParityOutcome } from '../../store-port.ts'
import { concat, sameBytes } from '../../pure/bytes.ts'
import { FIRST_PARITY } from '../../pure/parity-name.ts'
import { parityRows, stripeCount } from '../../pure/stripes.ts'
import { chunkBytesOf, listedChunks, schemeOf, sealedChunks } from './layout.ts'
import type { Ledger } from './ledger.ts'
import { authored, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { release } from './release.ts'
import type { TransferRecord } from '../../pure/journal-types.ts'

/** Gives a sealed data chunk that is there, in a buffer that nobody else uses. */
export type ReadData = (chunk: number) => Promise<Uint8Array>

/** See `StorePort.sealParity`. */
export async function sealParity (
  context: StoreContext, transfer: OpenTransfer, maxStripes: number, read: ReadData
): Promise<ParityOutcome> {
  const { ledger, author } = transfer
  authored(transfer)
  if (!ledger.sealedLast) throw new PasselError('bad-option', 'parity comes when everything is sealed')
  const scheme = schemeOf(ledger)
  const total = parityRows(scheme) === 0 ? 0 : stripeCount(sealedChunks(ledger), scheme)
  const first = author.parityTold
  const end = Math.min(total, first + maxStripes)
  while (ledger.parityStripes < end) {
    const until = Math.min(end, ledger.parityStripes + recordStripes(ledger))
    const records = await parityRecords(context, transfer, { until, end: sealedChunks(ledger), read, aside: false })
    await context.journal.commit(...records.map((record) => ({ swarm: ledger.swarm, record })))
  }
  author.parityTold = Math.max(first, end)
  if (author.parityTold === total) author.parity = undefined
  return { first, count: author.parityTold - first, last: author.parityTold === total }
}

/** Stripes whose digests share one record, as they could share one page. */
function recordStripes (ledger: Ledger): number {
  return Math.floor(MAX_PAGE_CHUNKS / parityRows(schemeOf(ledger)))
}

/** What a batch of chunks, about to be journalled, adds to parity: nothing while it lags behind. */
export async function batchParity (
  context: StoreContext, transfer: OpenTransfer, first: number, chunks: readonly Uint8Array[], last: boolean,
  readEarlier: ReadData, aside: boolean
): Promise<TransferRecord[]> {
  const { ledger } = transfer
  const scheme = schemeOf(ledger)
  const end = first + chunks.length
  const until = last ? stripeCount(end, scheme) : Math.floor(end / scheme.need)
  const isBehind = ledger.parityStripes < Math.floor(first / scheme.need)
  if (parityRows(scheme) === 0 || isBehind || until <= ledger.parityStripes) return []
  const lent = (chunk: number): Uint8Array | undefined => chunks[chunk - first]
  return await parityRecords(context, transfer, { until, end, lent, read: readEarlier, aside })
}

interface ParityWork {
  /** Stripes, and data chunks, that there are. */
  readonly until: number
  readonly end: number
  /** Chunks at hand, which others go on using. */
  readonly lent?: (chunk: number) => Uint8Array | undefined
  readonly read: ReadData
  readonly aside: boolean
}

/** Records of the stripes up to `until` that have no digests yet. */
async function parityRecords (
  context: StoreContext, transfer: OpenTransfer, { until, end, lent, read, aside }: ParityWork
): Promise<TransferRecord[]> {
  const { ledger } = transfer
  const { need } = schemeOf(ledger)
  const records: TransferRecord[] = []
  for (let first = ledger.parityStripes; first < until; first += recordStripes(ledger)) {
    const stripes: Promise<Uint8Array[]>[] = []
    for (let stripe = first; stripe < Math.min(until, first + recordStripes(ledger)); stripe++) {
      // One is hashed while the next one is coded; more would only fill memory.
      await stripes.at(-2)
      const [data, own]: [Uint8Array[], Uint8Array[]] = [[], []]
      for (let chunk = stripe * need; chunk < Math.min(end, (stripe + 1) * need); chunk++) {
        const known = lent?.(chunk)
        if (known === undefined) own.push(await read(chunk))
        data.push(known ?? own.at(-1) as Uint8Array)
      }
      stripes.push(digestsOf(context, transfer, data, aside))
      own.forEach(release)
    }
    records.push({ type: 'parity', first, digests: concat(...(await Promise.all(stripes)).flat()) })
  }
  return records
}

/** The hash functions take copies before they return, so that the next stripe may use the same buffers. */
function digestsOf (
  { coder, crypto }: StoreContext, { ledger, author }: OpenTransfer, data: readonly Uint8Array[], aside: boolean
): Promise<Uint8Array[]> {
  const scheme = schemeOf(ledger)
  const bytes = chunkBytesOf(ledger) as number
  author.parity ??= Array.from({ length: parityRows(scheme) }, () => new Uint8Array(bytes))
  coder.parity(scheme, data, author.parity)
  return Promise.all(author.parity.map(async (row) =>
    await ((aside ? crypto.sha256Aside?.(row) : undefined) ?? crypto.sha256(row))))
}

/** A parity chunk of who has all data of its stripe, in a buffer of its own; checked. Rejects with `not-found`. */
export async function makeParity (
  context: StoreContext, transfer: OpenTransfer, chunk: number, read: ReadData, spare?: ArrayBuffer
): Promise<Uint8Array<ArrayBuffer>> {
  const { ledger } = transfer
  const scheme = schemeOf(ledger)
  const rows = parityRows(scheme)
  const place = chunk - FIRST_PARITY
  const stripe = Math.floor(place / rows)
  const dataChunks = listedChunks(ledger)
  if (rows === 0 || stripe >= ledger.parityStripes) throw notHere(chunk)
  const bytes = chunkBytesOf(ledger) as number
  const made = await context.stripes.get(ledger.swarm, stripe, rows * bytes, async () => {
    const end = Math.min(dataChunks, (stripe + 1) * scheme.need)
    const numbers = Array.from({ length: end - stripe * scheme.need }, (_, i) => stripe * scheme.need + i)
    if (!numbers.every((each) => ledger.have.has(each))) throw notHere(chunk)
    const data = await Promise.all(numbers.map(read))
    const parity = Array.from({ length: rows }, () => new Uint8Array(bytes))
    context.coder.parity(scheme, data, parity)
    data.forEach(release)
    return parity
  })
  const row = made[place % rows] as Uint8Array
  if (!sameBytes(await context.crypto.sha256(row), ledger.parityDigests.get(place))) {
    throw new PasselError('source-changed', `parity chunk ${chunk} is not what its pages list`)
  }
  const copy = spare?.byteLength === bytes ? new Uint8Array(spare) : new Uint8Array(bytes)
  copy.set(row)
  return copy
}

function notHere (chunk: number): PasselError {
  return new PasselError('not-found', `chunk ${chunk} is not here`)
}
