/**
 * Chunks made from others of their stripe. What comes out is checked like any chunk that arrives, so that nobody needs
 * to trust parity: where `need` verified chunks make something else than the pages list, the author's parity is wrong.
 */
import { errorCode, PasselError } from '../../errors.ts'
import { chunkNo } from '../../ids.ts'
import type { RebuildOutcome } from '../../store-port.ts'
import { sameBytes } from '../../pure/bytes.ts'
import { chunkOf, stripeCount, type Scheme } from '../../pure/stripes.ts'
import { keepChunk, outcomeOf } from './keep-chunk.ts'
import { chunkBytesOf, digestOf, isThere, listedChunks, schemeOf } from './layout.ts'
import type { OpenTransfer, StoreContext } from './open-transfer.ts'
import { readChunk } from './read-chunk.ts'
import { release } from './release.ts'

/** Columns of a stripe, by what is known of them. */
interface Gaps {
  /** Chunks by column that are here. */
  readonly there: ReadonlyMap<number, number>
  /** Columns behind the payload's end: zeros. */
  readonly beyond: readonly number[]
  /** Chunks by column that are to be made. */
  readonly wanted: ReadonlyMap<number, number>
}

/** See `StorePort.rebuild`. */
export async function rebuild (
  context: StoreContext, transfer: OpenTransfer, stripe: number
): Promise<RebuildOutcome> {
  const { ledger } = transfer
  if (ledger.created.type === 'send') throw new PasselError('bad-option', 'this payload is sent, not received')
  const scheme = schemeOf(ledger)
  // Before all data is listed nobody knows which columns are zeros; parity pages come after that.
  if (scheme.need === 1 || stripe >= Math.min(ledger.parityStripes, stripeCount(listedChunks(ledger), scheme))) {
    return { outcome: 'missing', chunks: [] }
  }
  return await context.coding.run(() => rebuildFrom(context, transfer, stripe, scheme))
}

async function rebuildFrom (
  context: StoreContext, transfer: OpenTransfer, stripe: number, scheme: Scheme
): Promise<RebuildOutcome> {
  const { ledger, scratch } = transfer
  const gaps = gapsOf(transfer, stripe, scheme)
  if (gaps.wanted.size === 0) {
    dropScratch(transfer, gaps)
    return { outcome: 'ok', chunks: [] }
  }
  if (gaps.there.size + gaps.beyond.length < scheme.need) return { outcome: 'missing', chunks: [] }
  const bytes = chunkBytesOf(ledger) as number
  const sources = new Map<number, Uint8Array>()
  try {
    for (const [column, chunk] of [...gaps.there].slice(0, scheme.need - gaps.beyond.length)) {
      sources.set(column, await sourceChunk(context, transfer, chunk, bytes))
    }
  } catch (error) {
    sources.forEach(release)
    if (errorCode(error) === 'not-found') return { outcome: 'missing', chunks: [] }
    return { outcome: outcomeOf(error), chunks: [] }
  }
  const made = Array.from(gaps.wanted, () => new Uint8Array(bytes))
  context.coder.rebuild(scheme, sources, gaps.beyond, [...gaps.wanted.keys()], made)
  sources.forEach(release)
  const numbers = [...gaps.wanted.values()].map(chunkNo)
  const kept: RebuildOutcome['chunks'][number][] = []
  for (const [i, chunk] of numbers.entries()) {
    const sealed = made[i] as Uint8Array
    const digest = digestOf(ledger, chunk) as Uint8Array
    if (!sameBytes(await context.crypto.sha256(sealed), digest)) {
      dropScratch(transfer, gaps)
      return { outcome: 'bad-parity', chunks: kept }
    }
    scratch.drop(chunk)
    const outcome = await keepChunk(context, transfer, chunk, sealed)
    if (outcome === 'quota' || outcome === 'disk-full') return { outcome, chunks: kept }
    if (outcome !== 'ok') return { outcome: 'io', chunks: kept }
    kept.push(chunk)
  }
  dropScratch(transfer, gaps)
  return { outcome: 'ok', chunks: kept }
}

function gapsOf ({ ledger, scratch }: OpenTransfer, stripe: number, scheme: Scheme): Gaps {
  const [there, wanted] = [new Map<number, number>(), new Map<number, number>()]
  const beyond: number[] = []
  for (let column = 0; column < scheme.of; column++) {
    const chunk = chunkOf(stripe, column, listedChunks(ledger), scheme)
    if (chunk === undefined) beyond.push(column)
    else if (isThere(ledger, chunk) || scratch.has(chunk)) there.set(column, chunk)
    // A reader wants its data, a holder its columns.
    if (chunk !== undefined && !isThere(ledger, chunk) && (ledger.held?.has(column) ?? column < scheme.need)) {
      wanted.set(column, chunk)
    }
  }
  return { there, beyond, wanted }
}

async function sourceChunk (
  context: StoreContext, transfer: OpenTransfer, chunk: number, bytes: number
): Promise<Uint8Array> {
  if (isThere(transfer.ledger, chunk)) return await readChunk(context, transfer, chunkNo(chunk))
  const sealed = new Uint8Array(bytes)
  if (await transfer.scratch.read(chunk, sealed)) return sealed
  transfer.scratch.drop(chunk)
  throw new PasselError('not-found', `chunk ${chunk} is not here`)
}

function dropScratch ({ scratch }: OpenTransfer, { there, wanted }: Gaps): void {
  for (const chunk of [...there.values(), ...wanted.values()]) scratch.drop(chunk)
}
