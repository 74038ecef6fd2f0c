import { PasselError } from '../../errors.ts'
import { chunkNo } from '../../ids.ts'
import { MAX_PLAIN_READ_BYTES } from '../../limits.ts'
import { sameBytes } from '../../pure/bytes.ts'
import { chunkAad, chunkNonce, unpadChunk } from '../../pure/chunk-layout.ts'
import { openedSource } from './author-source.ts'
import { isParity } from '../../pure/parity-name.ts'
import { chunkAt, chunkBytesOf, digestOf, heldPlace, payloadSize, placeOf, sealedPlainBytes } from './layout.ts'
import { readable, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { makeParity } from './parity.ts'
import { release } from './release.ts'
import { sealAgain } from './seal-chunk.ts'

/** See `StorePort.readChunk`. What it gives may be moved. */
export async function readChunk (
  context: StoreContext, transfer: OpenTransfer, chunk: number, spare?: ArrayBuffer
): Promise<Uint8Array<ArrayBuffer>> {
  const { ledger } = transfer
  if (ledger.held !== undefined) return await readHeld(context, transfer, chunk, spare)
  if (isParity(chunkNo(chunk))) {
    return await makeParity(context, transfer, chunk, (each) => readChunk(context, transfer, each), spare)
  }
  if (!ledger.have.has(chunk) || placeOf(ledger, chunk) === undefined) throw missing(chunk)
  const cached = context.cache.get(ledger.swarm, chunk, spare)
  if (cached !== undefined) return cached
  if (spare !== undefined) release(new Uint8Array(spare))
  if (ledger.source?.kind === 'stream') return await readSealed(context, transfer, chunk)
  return await sealAgain(context, transfer, chunk)
}

/** A chunk of a column that is kept; the digest tells a damaged disk from what came. */
async function readHeld (
  { crypto }: StoreContext, { ledger, columns }: OpenTransfer, chunk: number, spare?: ArrayBuffer
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = chunkBytesOf(ledger)
  const place = heldPlace(ledger, chunk)
  if (bytes === undefined || place === undefined || !place.stripes.has(place.stripe)) throw missing(chunk)
  const sealed = spare?.byteLength === bytes ? new Uint8Array(spare) : new Uint8Array(bytes)
  const read = await (await columns.file(place.column).get()).read(place.stripe * bytes, sealed)
  const digest = digestOf(ledger, chunk)
  if (read < bytes || digest === undefined || !sameBytes(await crypto.sha256(sealed), digest)) {
    throw new PasselError('store-broken', `chunk ${chunk} is damaged on this disk`)
  }
  return sealed
}

/** A chunk from the slab; the digest tells a damaged disk from what was sealed. */
async function readSealed (
  { crypto }: StoreContext, transfer: OpenTransfer, chunk: number
): Promise<Uint8Array<ArrayBuffer>> {
  const place = placeOf(transfer.ledger, chunk)
  if (place === undefined) throw missing(chunk)
  const sealed = new Uint8Array(place.chunkBytes)
  const slab = await transfer.slab.get()
  const read = await slab.read(chunk * place.chunkBytes, sealed)
  if (read < sealed.length || !sameBytes(await crypto.sha256(sealed), transfer.ledger.digests.get(chunk))) {
    throw new PasselError('store-broken', `chunk ${chunk} is damaged on this disk`)
  }
  return sealed
}

/** See `StorePort.readPlain`. At most MAX_PLAIN_READ_BYTES, and up to the first chunk that is missing. */
export async function readPlain (
  context: StoreContext, transfer: OpenTransfer, offset: number, length: number
): Promise<Uint8Array<ArrayBuffer>> {
  const { ledger } = transfer
  readable(transfer)
  const size = ledger.created.type === 'send' ? sealedPlainBytes(ledger) : payloadSize(ledger)
  const end = Math.min(offset + Math.min(length, MAX_PLAIN_READ_BYTES), size ?? Infinity)
  const wanted = new Uint8Array(Math.max(0, end - offset))
  if (wanted.length === 0) return wanted
  const there = await fillFrom(context, transfer, offset, wanted)
  const plain = there < wanted.length ? wanted.slice(0, there) : wanted
  if (ledger.source?.kind === 'stream') return plain
  if (ledger.created.type === 'send') {
    const source = await openedSource(context, transfer)
    await source.read(offset, plain)
    return plain
  }
  const target = await transfer.target.get()
  if (await target.read(offset, plain) < plain.length) {
    throw new PasselError('source-changed', 'the received file is shorter than it was')
  }
  return plain
}

/** Checks chunk by chunk what is there from `offset` on; how many bytes of `plain` that is. Rejects when it is none. */
async function fillFrom (
  context: StoreContext, transfer: OpenTransfer, offset: number, plain: Uint8Array
): Promise<number> {
  const end = offset + plain.length
  let at = offset
  while (at < end) {
    const next = await checkThere(context, transfer, at, plain, offset)
    if (next === undefined) break
    at = next
  }
  if (at === offset) throw missing(chunkAt(transfer.ledger, at) ?? at)
  return Math.min(at, end) - offset
}

/**
 * Makes sure that the chunk at a plain offset is there, fills in what is kept sealed, and returns where the chunk
 * ends; undefined when it is missing.
 */
async function checkThere (
  context: StoreContext, transfer: OpenTransfer, at: number, plain: Uint8Array, offset: number
): Promise<number | undefined> {
  const { ledger } = transfer
  const chunk = chunkAt(ledger, at)
  const place = chunk === undefined ? undefined : placeOf(ledger, chunk)
  if (chunk === undefined || place?.plainBytes === undefined || !ledger.have.has(chunk)) return undefined
  const end = place.plainOffset + place.plainBytes
  if (ledger.source?.kind === 'stream') {
    const sealed = await readChunk(context, transfer, chunk)
    const { chunkKey } = readable(transfer)
    const padded = await context.crypto.open(chunkKey, chunkNonce(place.epoch, chunk), chunkAad(chunk), sealed)
    if (padded === undefined) throw new PasselError('store-broken', `chunk ${chunk} is damaged on this disk`)
    const skipped = at - place.plainOffset
    plain.set(unpadChunk(padded).subarray(skipped, skipped + plain.length - (at - offset)), at - offset)
  }
  return end
}

function missing (chunk: number): PasselError {
  return new PasselError('not-found', `chunk ${chunk} is not here`)
}
