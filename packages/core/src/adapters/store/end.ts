/** How transfers and homes end: nothing new begins, what has begun ends, files are closed. */
import { errorCode, PasselError } from '../../errors.ts'
import type { SwarmNo } from '../../ids.ts'
import { checkpoint } from './checkpoint.ts'
import type { Disk } from './disk.ts'
import type { Home } from './home.ts'
import type { Ledger } from './ledger.ts'
import { closeTransfer, ownFiles, type OpenTransfer } from './open-transfer.ts'
import { removePart } from './target-file.ts'

async function stop (transfer: OpenTransfer): Promise<void> {
  transfer.author.feed?.stop(new PasselError('canceled', 'this transfer was closed'))
  await transfer.gate.shut()
}

/** See `StorePort.forget`; forgetting what is not there is done already. */
export async function forget ({ context, transfers }: Home, swarm: SwarmNo): Promise<void> {
  const { disk, journal, cache, stripes } = context
  const transfer = transfers.get(swarm)
  if (transfer === undefined) return
  transfers.delete(swarm)
  await stop(transfer)
  await closeTransfer(transfer)
  cache.forget(swarm)
  stripes.forget(swarm)
  // The part goes before the record: nothing would ever come back for it, the home's own files are swept on opening.
  await removePart(disk, transfer.ledger)
  try {
    await journal.commit({ swarm, record: { type: 'forgotten' } })
  } catch (error) {
    if (errorCode(error) !== 'disk-full' && errorCode(error) !== 'quota') throw error
    // Forgetting is what makes room.
    await removeOwn(disk, transfer.ledger)
    await journal.commit({ swarm, record: { type: 'forgotten' } })
  }
  await removeOwn(disk, transfer.ledger)
}

async function removeOwn (disk: Disk, ledger: Ledger): Promise<void> {
  for (const name of ownFiles(ledger)) await disk.remove(name)
  await disk.sources?.forget(ledger.swarm)
}

/** Makes durable what was kept and closes everything. */
export async function closeHome ({ context, transfers }: Home): Promise<void> {
  await Promise.all(Array.from(transfers.values(), async (transfer) => {
    await stop(transfer)
    // What cannot be flushed now is checked when the home is opened again.
    if (transfer.ledger.unflushed.size > 0) await checkpoint(context, transfer).catch(() => undefined)
    await closeTransfer(transfer)
  }))
  await context.journal.close()
}
