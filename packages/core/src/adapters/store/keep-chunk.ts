import { errorCode, PasselError } from '../../errors.ts'
import type { KeepOutcome } from '../../ports.ts'
import { sameBytes } from '../../pure/bytes.ts'
import { chunkAad, chunkNonce, unpadChunk } from '../../pure/chunk-layout.ts'
import { scheduleCheckpoint } from './checkpoint.ts'
import { lastDataPage, placeOf, type ChunkPlace } from './layout.ts'
import { release } from './release.ts'
import { writeOffLost } from './restore.ts'
import { received, type OpenTransfer, type StoreContext } from './open-transfer.ts'

/**
 * See `StorePort.keep`. Rejects with `chunk-malformed` for a chunk that its author sealed wrong: its digest is right,
 * so that nobody who passed it on is to blame.
 */
export async function keepChunk (
  context: StoreContext, transfer: OpenTransfer, chunk: number, sealed: Uint8Array
): Promise<KeepOutcome> {
  const { ledger, reader } = transfer
  received(transfer)
  const place = placeOf(ledger, chunk)
  if (place === undefined) return 'unlisted'
  if (ledger.have.has(chunk)) return 'ok'
  if (sealed.length !== place.chunkBytes) return 'bad-digest'
  if (!sameBytes(await context.crypto.sha256(sealed), ledger.digests.get(chunk))) return 'bad-digest'
  const plain = await openChunk(context, transfer, chunk, place, sealed)
  try {
    if (reader.flushFailure !== undefined) throw reader.flushFailure
    await writeOffLost(context, transfer)
    const target = await transfer.target.get()
    await target.write(place.plainOffset, plain)
    // Nothing else tells the length of the newest page's last chunk, and sealing it again needs it.
    const isLast = chunk === lastChunk(transfer)
    await context.journal.append({
      swarm: ledger.swarm,
      record: { type: 'kept', chunk, ...(isLast && { known: { chunk, plainBytes: plain.length } }) },
    })
  } catch (error) {
    return outcomeOf(error)
  } finally {
    if (plain.buffer !== sealed.buffer) release(plain)
  }
  scheduleCheckpoint(context, transfer)
  return 'ok'
}

async function openChunk (
  { crypto }: StoreContext, { chunkKey }: OpenTransfer,
  chunk: number, { epoch, plainBytes }: ChunkPlace, sealed: Uint8Array
): Promise<Uint8Array> {
  const padded = await crypto.open(chunkKey, chunkNonce(epoch, chunk), chunkAad(chunk), sealed)
  if (padded === undefined) {
    throw new PasselError('chunk-malformed', `chunk ${chunk} does not open: ask the sender to send again`)
  }
  const plain = unpadChunk(padded)
  if (plain.length === 0 || (plainBytes !== undefined && plain.length !== plainBytes)) {
    throw new PasselError(
      'chunk-malformed', `chunk ${chunk} has not the length its page says: ask the sender to send again`
    )
  }
  return plain
}

function lastChunk ({ ledger }: OpenTransfer): number | undefined {
  const page = lastDataPage(ledger)
  return page && page.first + page.count - 1
}

function outcomeOf (error: unknown): KeepOutcome {
  const code = errorCode(error)
  return code === 'disk-full' || code === 'quota' ? code : 'io'
}
