import { PasselError } from '../../errors.ts'
import { chunkNo } from '../../ids.ts'
import { chunkOf, stripeCount } from '../../pure/stripes.ts'
import { createChunkBits } from './chunk-bits.ts'
import { checkedColumns } from './create-transfer.ts'
import { chunkBytesOf, listedChunks, schemeOf } from './layout.ts'
import type { OpenTransfer, StoreContext } from './open-transfer.ts'
import { readChunk } from './read-chunk.ts'
import { release } from './release.ts'
import { plainName } from './target-file.ts'

/** See `StorePort.setColumns`. */
export async function setColumns (
  context: StoreContext, transfer: OpenTransfer, columns: readonly number[]
): Promise<void> {
  const { ledger } = transfer
  const wanted = checkedColumns(columns)
  const { of } = schemeOf(ledger)
  if (ledger.pages.length > 0 && wanted.some((column) => column >= of)) {
    throw new PasselError('bad-option', `columns: this payload has ${of}`)
  }
  if (ledger.held !== undefined) await changeHeld(context, transfer, wanted)
  else await keepOnly(context, transfer, wanted)
}

/** The journal first: a file that it does not know any more is removed when the home is opened. */
async function changeHeld (
  { journal }: StoreContext, { ledger, columns }: OpenTransfer, wanted: readonly number[]
): Promise<void> {
  const before = [...ledger.held?.keys() ?? []]
  await journal.commit({ swarm: ledger.swarm, record: { type: 'columns', columns: wanted } })
  for (const column of before) if (!wanted.includes(column)) await columns.remove(column)
}

/**
 * A finished download gives up the rest. Order: columns written < flushed < journalled < plain bytes removed; a crash
 * before the journal leaves files that are removed when the home is opened.
 */
async function keepOnly (
  context: StoreContext, transfer: OpenTransfer, wanted: readonly number[]
): Promise<void> {
  const { ledger, columns, target } = transfer
  const { swarm } = ledger
  if (ledger.created.type !== 'get' || ledger.state !== 'done') {
    throw new PasselError('bad-option', 'only a finished download gives up what others keep')
  }
  const scheme = schemeOf(ledger)
  const dataChunks = listedChunks(ledger)
  const bytes = chunkBytesOf(ledger) as number
  const records = []
  for (const column of scheme.need === 1 ? wanted.slice(0, 1) : wanted) {
    const file = await columns.file(column).get()
    const stripes = createChunkBits()
    for (let stripe = 0; stripe < stripeCount(dataChunks, scheme); stripe++) {
      const chunk = chunkOf(stripe, scheme.need === 1 ? 0 : column, dataChunks, scheme)
      if (chunk === undefined) continue
      const sealed = await readChunk(context, transfer, chunkNo(chunk))
      await file.write(stripe * bytes, sealed)
      release(sealed)
      stripes.set(stripe)
    }
    await file.flush()
    records.push({ type: 'have', bits: stripes.bytes(stripes.end), column } as const)
  }
  await context.journal.commit(...[{ type: 'columns', columns: wanted } as const, ...records]
    .map((record) => ({ swarm, record })))
  context.cache.forget(swarm)
  context.stripes.forget(swarm)
  await target.close()
  await context.disk.remove(plainName(swarm))
}
