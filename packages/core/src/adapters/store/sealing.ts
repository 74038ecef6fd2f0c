/**
 * Sealing new chunks. A batch goes through three steps, each durable before the next: sealed bytes in the slab (streams
 * only), digests in the journal, and then it is reported. A batch that did not fit the disk is kept and goes first when
 * there is room, because a stream gives its bytes only once.
 */
import { PasselError } from '../../errors.ts'
import { MAX_BATCH_BYTES, MAX_CHUNKS, MAX_SEALED_RUN, SEALS_IN_FLIGHT } from '../../limits.ts'
import { concat, readU32 } from '../../pure/bytes.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { checkUnchanged, continueUnchanged, fileRecord, openedSource } from './author-source.ts'
import { sealedChunks, sealedPlainBytes } from './layout.ts'
import { authored, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { readPadded, sealAgain, sealChunk } from './seal-chunk.ts'
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
  const result = await persist(context, transfer, author.batch)
  author.batch = undefined
  return result
}

/** After adopting a stream's page nobody knows how much its last chunk carries, and so where the next one begins. */
function knowsItsEnd ({ ledger: { pages, runs } }: OpenTransfer): boolean {
  const last = pages.at(-1)
  return last === undefined || last.plainEnd !== undefined || runs.length > 0
}

async function persist (context: StoreContext, transfer: OpenTransfer, batch: SealedBatch): Promise<SealResult> {
  const { ledger: { swarm, source } } = transfer
  const { first, epoch, chunks, short, last } = batch
  if (source?.kind === 'stream' && chunks.length > 0) {
    const slab = await transfer.slab.get()
    for (const [i, { sealed }] of chunks.entries()) await slab.write((first + i) * sealed.length, sealed)
    await slab.flush()
  }
  const bytes = chunks.reduce((sum, { plainBytes }) => sum + plainBytes, 0)
  const digests = concat(...chunks.map(({ digest }) => digest))
  await context.journal.commit({ swarm, record: { type: 'sealed', first, epoch, digests, plainBytes: bytes, last } })
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
    const padded = await readPadded(piece.plain.length, chunkBytes, async (into) => { into.set(piece.plain) })
    chunks.push(await sealChunk(context, transfer, epoch, first + chunks.length, padded, piece.plain.length))
  }
  return { first, epoch, chunks, short, last }
}

async function sealFile (
  context: StoreContext, transfer: OpenTransfer, first: number, count: number
): Promise<SealedBatch> {
  const { ledger, author: { ahead } } = transfer
  await continueUnchanged(context, transfer, (chunk) => sealAgain(context, transfer, chunk))
  const epoch = sessionEpoch(context, transfer)
  const capacity = chunkCapacity(authored(transfer).chunkBytes)
  const start = sealedPlainBytes(ledger)
  const end = first + Math.ceil((fileRecord(ledger.source).size - start) / capacity)
  const batchEnd = Math.min(first + count, end)

  const begin = (chunk: number): Promise<SealedChunk> => {
    const begun = ahead.get(chunk) ?? sealFromFile(context, transfer, epoch, chunk, start + (chunk - first) * capacity)
    // Whoever asks for it hears of its failure; until then nobody listens.
    begun.catch(() => undefined)
    ahead.set(chunk, begun)
    return begun
  }

  try {
    const chunks: SealedChunk[] = []
    for (let chunk = first; chunk < batchEnd; chunk++) {
      for (let next = chunk; next < Math.min(chunk + SEALS_IN_FLIGHT, batchEnd); next++) void begin(next)
      chunks.push(await begin(chunk))
      ahead.delete(chunk)
    }
    const last = batchEnd === end
    if (last) await checkUnchanged(context, transfer)
    // The next batch begins while the journal is flushed for this one.
    else for (let next = batchEnd; next < Math.min(batchEnd + SEALS_IN_FLIGHT, end); next++) void begin(next)
    return { first, epoch, chunks, short: false, last }
  } catch (error) {
    ahead.clear()
    throw error
  }
}

async function sealFromFile (
  context: StoreContext, transfer: OpenTransfer, epoch: number, chunk: number, plainOffset: number
): Promise<SealedChunk> {
  const source = await openedSource(context, transfer)
  const { chunkBytes } = authored(transfer)
  const { size } = fileRecord(transfer.ledger.source)
  const plainBytes = Math.min(chunkCapacity(chunkBytes), size - plainOffset)
  const padded = await readPadded(plainBytes, chunkBytes, (into) => source.read(plainOffset, into))
  return await sealChunk(context, transfer, epoch, chunk, padded, plainBytes)
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
