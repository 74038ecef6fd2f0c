/**
 * What a transfer's files must bear out after a restart before anything is said about it. Pages: all, by digest.
 * A reader's chunks: that the file is as long as they say, and by content those written after the last checkpoint.
 */
import { errorCode } from '../../errors.ts'
import { chunkNo } from '../../ids.ts'
import { SEALS_IN_FLIGHT } from '../../limits.ts'
import { checkpoint } from './checkpoint.ts'
import { chunkBytesOf, heldPlace, isComplete, listedChunks, listedStripes, payloadSize, placeOf } from './layout.ts'
import type { Ledger } from './ledger.ts'
import { haveRecords } from './ledger-records.ts'
import type { OpenTransfer, StoreContext } from './open-transfer.ts'
import { loadDigests } from './pages.ts'
import { readChunk } from './read-chunk.ts'
import { release } from './release.ts'
import { sealAgain } from './seal-chunk.ts'
import { outsideOf, placedPath, targetSize } from './target-file.ts'

/** Resolves with the sealed bytes that need not be fetched or sealed again. */
export async function restore (context: StoreContext, transfer: OpenTransfer): Promise<number> {
  const { ledger } = transfer
  const pages = await loadDigests(transfer)
  if (ledger.created.type === 'send') {
    // An author cannot go on behind pages it does not know: others may have them.
    if (pages < ledger.pages.length) Object.assign(ledger, { state: 'failed', failure: 'store-broken' })
  } else {
    ledger.pages.length = pages
    ledger.parityStripes = listedStripes(ledger)
    if (ledger.held === undefined) await restoreReader(context, transfer)
    else await restoreHeld(context, transfer)
  }
  return thereCount(ledger) * (chunkBytesOf(ledger) ?? 0)
}

function thereCount ({ held, have }: Ledger): number {
  if (held === undefined) return have.count
  return [...held.values()].reduce((sum, { count }) => sum + count, 0)
}

/** What is kept for others: files as long as they should be, and by content what came after the last checkpoint. */
async function restoreHeld (context: StoreContext, transfer: OpenTransfer): Promise<void> {
  const { ledger, columns, reader } = transfer
  const { held, unflushed } = ledger
  const bytes = chunkBytesOf(ledger)
  const before = thereCount(ledger)
  for (const [column, stripes] of held ?? []) {
    const size = bytes === undefined || stripes.count === 0 ? 0 : await (await columns.file(column).get()).size()
    for (let stripe = 0; stripe < stripes.end; stripe++) {
      if (bytes === undefined || (stripe + 1) * bytes > size) stripes.clear(stripe)
    }
  }
  for (const chunk of unflushed) {
    try {
      release(await readChunk(context, transfer, chunkNo(chunk)))
    } catch (error) {
      if (errorCode(error) !== 'store-broken' && errorCode(error) !== 'not-found') throw error
      const place = heldPlace(ledger, chunk)
      place?.stripes.clear(place.stripe)
      unflushed.delete(chunk)
    }
  }
  reader.lost = thereCount(ledger) < before
  if (unflushed.size > 0) await checkpoint(context, transfer)
}

async function restoreReader (context: StoreContext, transfer: OpenTransfer): Promise<void> {
  const { ledger, reader } = transfer
  const before = ledger.have.count
  dropBeyond(transfer, await targetSize(context.disk, ledger))
  await checkUnflushed(context, transfer)
  if (ledger.state !== 'done' && ledger.placed !== undefined && !isComplete(ledger)) await beginAgain(context, transfer)
  // A file on a drive that is not plugged in may come back, so its loss is written down when something takes its place.
  reader.lost = ledger.have.count < before
  if (ledger.unflushed.size > 0) await checkpoint(context, transfer)
}

/** Before the first chunk is written into a file that has lost some: what the journal says of those ends here. */
export async function writeOffLost ({ journal }: StoreContext, { ledger, reader }: OpenTransfer): Promise<void> {
  if (!reader.lost) return
  const { swarm } = ledger
  reader.writingOff ??= journal.commit(...Array.from(haveRecords(ledger), (record) => ({ swarm, record })))
    .then(() => { reader.lost = false })
    .finally(() => { reader.writingOff = undefined })
  await reader.writingOff
}

/** Somebody changed the file between its naming and the record of that. It is theirs now, and a new part is begun. */
async function beginAgain ({ disk }: StoreContext, { ledger, target }: OpenTransfer): Promise<void> {
  if (await placedPath(outsideOf(disk), ledger) === undefined) return
  await target.close()
  ledger.placed = undefined
  ledger.unflushed.clear()
  ledger.have.load(new Uint8Array(0))
}

/** Chunks that are on no page or not inside the file are not there, whatever the journal says. */
function dropBeyond ({ ledger }: OpenTransfer, fileBytes: number): void {
  const { have, unflushed } = ledger
  const listed = listedChunks(ledger)
  const gone = ledger.state === 'done' && fileBytes !== payloadSize(ledger)
  have.load(have.bytes(gone ? 0 : listed))
  for (let chunk = 0; chunk < listed; chunk++) {
    const place = have.has(chunk) ? placeOf(ledger, chunk) : undefined
    if (place?.plainBytes === undefined || place.plainOffset + place.plainBytes > fileBytes) have.clear(chunk)
  }
  for (const chunk of unflushed) if (!have.has(chunk)) unflushed.delete(chunk)
}

async function checkUnflushed (context: StoreContext, transfer: OpenTransfer): Promise<void> {
  const { have, unflushed } = transfer.ledger
  const chunks = [...unflushed]
  await Promise.all(Array.from({ length: SEALS_IN_FLIGHT }, async () => {
    for (let chunk = chunks.pop(); chunk !== undefined; chunk = chunks.pop()) {
      try {
        release(await sealAgain(context, transfer, chunk))
      } catch (error) {
        if (errorCode(error) !== 'source-changed') throw error
        have.clear(chunk)
        unflushed.delete(chunk)
      }
    }
  }))
}
