/**
 * Sealing new chunks. A batch goes through three steps, each durable before the next: sealed bytes in the slab (streams
 * only), digests in the journal, and then it is reported. A batch that did not fit the disk is kept and goes first when
 * there is room, because a stream gives its bytes only once.
 */
import { PasselError } from '../../errors.ts'
import { MAX_BATCH_BYTES, MAX_CHUNKS, MAX_SEALED_RUN, READS_TOGETHER, SEALS_IN_FLIGHT } from '../../limits.ts'
import { concat, readU32 } from '../../pure/bytes.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { checkUnchanged, continueUnchanged, fileRecord, openedSource } from './author-source.ts'
import { sealedChunks, sealedPlainBytes } from './layout.ts'
import { authored, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { padding, sealAgain, sealChunk } from './seal-chunk.ts'
import type { TransferRecord } from '../../pure/journal-types.ts'
import { batchParity } from './parity.ts'
import { readChunk } from './read-chunk.ts'
import type { SealedBatch, SealedChunk } from './sealed-batch.ts'

export interface SealResult {
  readonly first: number
  readonly count: number
  readonly bytes: number
  readonly short: boolean
  readonly last: boolean
}

/** See `StorePort.seal`. */
export async function seal (
  context: StoreContext, transfer: OpenTransfer, maxChunks: number, flushMs: number
): Promise<SealResult> {
  const { ledger, author } = transfer
  const { chunkBytes } = authored(transfer)
  if (ledger.conflict !== undefined) {
    throw new PasselError('author-conflict', 'this payload was signed twice: send it as a new one')
  }
  const first = sealedChunks(ledger)
  if (ledger.sealedLast || ledger.pages.at(-1)?.final === true) {
    return { first, count: 0, bytes: 0, short: false, last: true }
  }
  if (!knowsItsEnd(transfer)) {
    throw new PasselError(
      'author-conflict', 'this stream was signed further than its journal knows: send the rest as a new payload'
    )
  }
  const count = Math.min(maxChunks, MAX_SEALED_RUN, Math.ceil(MAX_BATCH_BYTES / chunkBytes), MAX_CHUNKS - first)
  if (count <= 0) {
    throw new PasselError('too-long', 'this payload has reached the largest size; what was sealed stays good')
  }
  author.batch ??= ledger.source?.kind === 'stream'
    ? await sealStream(context, transfer, first, count, flushMs)
    : await sealFile(context, transfer, first, count)
  const { chunks, last } = author.batch
  const parity = await batchParity(context, transfer, first, chunks.map(({ sealed }) => sealed), last,
    (chunk) => readChunk(context, transfer, chunk), author.batch.aside)
  const result = await persist(context, transfer, author.batch, parity)
  author.batch = undefined
  return result
}

/** After adopting a stream's page nobody knows how much its last chunk carries, and so where the next one begins. */
function knowsItsEnd ({ ledger: { pages, runs } }: OpenTransfer): boolean {
  const last = pages.at(-1)
  return last === undefined || last.plainEnd !== undefined || runs.length > 0
}

async function persist (
  context: StoreContext, transfer: OpenTransfer, batch: SealedBatch, parity: readonly TransferRecord[]
): Promise<SealResult> {
  const { ledger: { swarm, source } } = transfer
  const { first, epoch, chunks, short, last } = batch
  if (source?.kind === 'stream' && chunks.length > 0) {
    const slab = await transfer.slab.get()
    for (const [i, { sealed }] of chunks.entries()) await slab.write((first + i) * sealed.length, sealed)
    await slab.flush()
  }
  const bytes = chunks.reduce((sum, { plainBytes }) => sum + plainBytes, 0)
  const digests = concat(...chunks.map(({ digest }) => digest))
  const record: TransferRecord = { type: 'sealed', first, epoch, digests, plainBytes: bytes, last }
  await context.journal.commit(...[record, ...parity].map((each) => ({ swarm, record: each })))
  chunks.forEach(({ sealed }, i) => context.cache.put(swarm, first + i, sealed))
  return { first, count: chunks.length, bytes, short, last }
}

async function sealStream (
  context: StoreContext, transfer: OpenTransfer, first: number, count: number, flushMs: number
): Promise<SealedBatch> {
  const { feed } = transfer.author
  if (feed === undefined) {
    throw new PasselError(
      'source-missing', 'the stream ended with the program that fed it: feed it on, or send it as a new payload'
    )
  }
  const { chunkBytes } = authored(transfer)
  const capacity = chunkCapacity(chunkBytes)
  const epoch = sessionEpoch(context, transfer)
  const chunks: SealedChunk[] = []
  let short = false
  let last = false
  // Full chunks that are there are reported at once, rather than with the one that is still being filled.
  while (chunks.length < count && !last && !short && (chunks.length === 0 || feed.ready(capacity))) {
    const piece = await feed.next(capacity, flushMs)
    last = piece.last
    short = !last && piece.plain.length < capacity
    if (piece.plain.length === 0) break
    const { padded, plain } = padding(piece.plain.length, chunkBytes)
    plain.set(piece.plain)
    chunks.push(await sealChunk(context, transfer, epoch, first + chunks.length, padded, piece.plain.length))
  }
  return { first, epoch, chunks, short, last, aside: false }
}

async function sealFile (
  context: StoreContext, transfer: OpenTransfer, first: number, count: number
): Promise<SealedBatch> {
  const { ledger, author, author: { ahead } } = transfer
  const aside = context.traffic.chunks === author.trafficBefore
  author.trafficBefore = context.traffic.chunks
  await continueUnchanged(context, transfer, (chunk) => sealAgain(context, transfer, chunk))
  const epoch = sessionEpoch(context, transfer)
  const capacity = chunkCapacity(authored(transfer).chunkBytes)
  const start = sealedPlainBytes(ledger)
  const end = first + Math.ceil((fileRecord(ledger.source).size - start) / capacity)
  const batchEnd = Math.min(first + count, end)

  /** Begins what is not begun of the chunks in flight when `chunk` is the first of them. */
  const begin = (chunk: number, until: number): void => {
    let next = chunk
    while (ahead.has(next)) next++
    for (; next < until && next + READS_TOGETHER <= chunk + SEALS_IN_FLIGHT; next += READS_TOGETHER) {
      const together = Math.min(READS_TOGETHER, until - next)
      const plainOffset = start + (next - first) * capacity
      const begun = sealFromFile(context, transfer, { epoch, first: next, count: together, aside }, plainOffset)
      begun.forEach((sealed, i) => ahead.set(next + i, sealed))
    }
  }

  try {
    const chunks: SealedChunk[] = []
    for (let chunk = first; chunk < batchEnd; chunk++) {
      begin(chunk, batchEnd)
      chunks.push(await ahead.get(chunk)!)
      ahead.delete(chunk)
    }
    const last = batchEnd === end
    if (last) await checkUnchanged(context, transfer)
    // The next batch begins while the journal is flushed for this one.
    else begin(batchEnd, end)
    return { first, epoch, chunks, short: false, last, aside }
  } catch (error) {
    ahead.clear()
    throw error
  }
}

interface Run { readonly epoch: number, readonly first: number, readonly count: number, readonly aside: boolean }

/** Seals neighbours, read in one go: each call of the system costs as much as a quarter of a chunk's cipher. */
function sealFromFile (
  context: StoreContext, transfer: OpenTransfer, { epoch, first, count, aside }: Run, plainOffset: number
): Promise<SealedChunk>[] {
  const { chunkBytes } = authored(transfer)
  const { size } = fileRecord(transfer.ledger.source)
  const capacity = chunkCapacity(chunkBytes)
  const parts = Array.from({ length: count }, (_, i) =>
    padding(Math.min(capacity, size - plainOffset - i * capacity), chunkBytes))

  async function read (): Promise<void> {
    const source = await openedSource(context, transfer)
    await source.read(plainOffset, ...parts.map(({ plain }) => plain))
  }

  const reading = read()
  return parts.map(({ padded, plain }, i) => {
    const sealed = reading.then(() => sealChunk(context, transfer, epoch, first + i, padded, plain.length, aside))
    // Whoever asks for it hears of its failure; until then nobody listens.
    sealed.catch(() => undefined)
    return sealed
  })
}

/**
 * This session's epoch: random, and of no earlier session. Chunks that a crash took before they were journalled never
 * left, and under the new epoch their numbers get new nonces.
 */
export function sessionEpoch ({ crypto }: StoreContext, { ledger, author }: OpenTransfer): number {
  while (author.epoch === undefined) {
    const epoch = readU32(crypto.randomBytes(4), 0)
    const used = ledger.pages.some((page) => page.epoch === epoch) || ledger.runs.some((run) => run.epoch === epoch)
    if (!used) author.epoch = epoch
  }
  return author.epoch
}
