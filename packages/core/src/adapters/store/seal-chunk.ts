import { PasselError } from '../../errors.ts'
import { CHUNK_LENGTH_BYTES, TAG_BYTES } from '../../limits.ts'
import { sameBytes, writeU32 } from '../../pure/bytes.ts'
import { chunkAad, chunkNonce } from '../../pure/chunk-layout.ts'
import { openedSource } from './author-source.ts'
import { placeOf, type ChunkPlace } from './layout.ts'
import { readable, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { release } from './release.ts'
import type { SealedChunk } from './sealed-batch.ts'

/** What a chunk seals, and the part of it where plain bytes are still to be put: so they are not copied on the way. */
export function padding (plainBytes: number, chunkBytes: number): { padded: Uint8Array, plain: Uint8Array } {
  const padded = new Uint8Array(chunkBytes - TAG_BYTES)
  writeU32(padded, 0, plainBytes)
  return { padded, plain: padded.subarray(CHUNK_LENGTH_BYTES, CHUNK_LENGTH_BYTES + plainBytes) }
}

/** Seals a padded chunk under an epoch, hashing `aside` where that may be; the padded bytes are gone afterwards. */
export async function sealChunk (
  { crypto }: StoreContext, transfer: OpenTransfer,
  epoch: number, chunk: number, padded: Uint8Array, plainBytes: number, aside = false
): Promise<SealedChunk> {
  const sealed = await crypto.seal(readable(transfer).chunkKey, chunkNonce(epoch, chunk), chunkAad(chunk), padded)
  release(padded)
  const digest = aside ? crypto.sha256Aside?.(sealed) : undefined
  return { sealed, digest: await (digest ?? crypto.sha256(sealed)), plainBytes }
}

/**
 * Seals a chunk once more from the author's source or the reader's copy. Only what has the digest it had the first
 * time is given out: anything else would be a second ciphertext under one nonce. Rejects with `source-changed`,
 * `source-missing`, `not-found`.
 */
export async function sealAgain (
  context: StoreContext, transfer: OpenTransfer, chunk: number
): Promise<Uint8Array<ArrayBuffer>> {
  const place = placeOf(transfer.ledger, chunk)
  if (place?.plainBytes === undefined) throw new PasselError('not-found', `chunk ${chunk} is not known here`)
  const { epoch, chunkBytes, plainBytes } = place
  const { padded, plain } = padding(plainBytes, chunkBytes)
  await readPlainAt(context, transfer, place, plain)
  const { sealed, digest } = await sealChunk(context, transfer, epoch, chunk, padded, plainBytes)
  if (!sameBytes(digest, transfer.ledger.digests.get(chunk))) {
    throw new PasselError(
      'source-changed', `chunk ${chunk} is not what it was: the file was changed after it was sealed`
    )
  }
  return sealed
}

async function readPlainAt (
  context: StoreContext, transfer: OpenTransfer, { plainOffset }: ChunkPlace, into: Uint8Array
): Promise<void> {
  if (transfer.ledger.created.type === 'send') {
    const source = await openedSource(context, transfer)
    await source.read(plainOffset, into)
    return
  }
  const target = await transfer.target.get()
  if (await target.read(plainOffset, into) < into.length) {
    throw new PasselError('source-changed', 'the received file is shorter than it was')
  }
}
