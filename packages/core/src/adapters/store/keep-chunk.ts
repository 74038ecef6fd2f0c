import { errorCode, PasselError } from '../../errors.ts'
import { chunkNo } from '../../ids.ts'
import type { KeepOutcome } from '../../ports.ts'
import { sameBytes } from '../../pure/bytes.ts'
import { chunkAad, chunkNonce, unpadChunk } from '../../pure/chunk-layout.ts'
import { isParity } from '../../pure/parity-name.ts'
import { scheduleCheckpoint } from './checkpoint.ts'
import {
  chunkBytesOf, digestOf, heldPlace, isThere, lastDataPage, placeOf, type ChunkPlace, type HeldPlace,
} from './layout.ts'
import { release } from './release.ts'
import { writeOffLost } from './restore.ts'
import { readable, type OpenTransfer, type StoreContext } from './open-transfer.ts'

/**
 * See `StorePort.keep`. Rejects with `chunk-malformed` for a chunk that its author sealed wrong: its digest is right,
 * so that nobody who passed it on is to blame.
 */
export async function keepChunk (
  context: StoreContext, transfer: OpenTransfer, chunk: number, sealed: Uint8Array
): Promise<KeepOutcome> {
  const { ledger } = transfer
  if (ledger.created.type === 'send') throw new PasselError('bad-option', 'this payload is sent, not received')
  if (digestOf(ledger, chunk) === undefined) return 'unlisted'
  if (isThere(ledger, chunk) || transfer.scratch.has(chunk)) return 'ok'
  if (sealed.length !== chunkBytesOf(ledger)) return 'bad-digest'
  if (!sameBytes(await context.crypto.sha256(sealed), digestOf(ledger, chunk) as Uint8Array)) return 'bad-digest'
  if (ledger.held !== undefined && heldPlace(ledger, chunk) !== undefined) {
    return await keepSealed(context, transfer, chunk, sealed)
  }
  if (ledger.held !== undefined || isParity(chunkNo(chunk))) return await keepAside(transfer, chunk, sealed)
  return await keepPlain(context, transfer, chunk, sealed)
}

/** A chunk that only serves to rebuild others. */
async function keepAside ({ scratch, ledger }: OpenTransfer, chunk: number, sealed: Uint8Array): Promise<KeepOutcome> {
  if (ledger.state === 'done' && ledger.created.type === 'get') return 'ok'
  try {
    await scratch.put(chunk, sealed)
  } catch (error) {
    return outcomeOf(error)
  }
  return 'ok'
}

/** A chunk of a column that is kept as it came. */
async function keepSealed (
  context: StoreContext, transfer: OpenTransfer, chunk: number, sealed: Uint8Array
): Promise<KeepOutcome> {
  const { ledger, reader, columns } = transfer
  const place = heldPlace(ledger, chunk) as HeldPlace
  try {
    if (reader.flushFailure !== undefined) throw reader.flushFailure
    await writeOffLost(context, transfer)
    await (await columns.file(place.column).get()).write(place.stripe * sealed.length, sealed)
    await context.journal.append({ swarm: ledger.swarm, record: { type: 'kept', chunk } })
  } catch (error) {
    return outcomeOf(error)
  }
  scheduleCheckpoint(context, transfer)
  return 'ok'
}

/** A reader's chunk: its plain bytes go where they belong. */
async function keepPlain (
  context: StoreContext, transfer: OpenTransfer, chunk: number, sealed: Uint8Array
): Promise<KeepOutcome> {
  const { ledger, reader } = transfer
  const place = placeOf(ledger, chunk) as ChunkPlace
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
  { crypto }: StoreContext, transfer: OpenTransfer,
  chunk: number, { epoch, plainBytes }: ChunkPlace, sealed: Uint8Array
): Promise<Uint8Array> {
  const padded = await crypto.open(readable(transfer).chunkKey, chunkNonce(epoch, chunk), chunkAad(chunk), sealed)
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

export function outcomeOf (error: unknown): 'quota' | 'disk-full' | 'io' {
  const code = errorCode(error)
  return code === 'disk-full' || code === 'quota' ? code : 'io'
}
