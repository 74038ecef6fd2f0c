/** A home that is open: its journal, and a transfer for each that the journal knows. */
import { errorCode } from '../../errors.ts'
import { swarmNo, type SwarmNo } from '../../ids.ts'
import { STRIPE_CACHE_BYTES } from '../../limits.ts'
import type { StoredTransfer, TransferInit } from '../../ports.ts'
import type { JournalRecord } from '../../pure/journal-types.ts'
import { applyRecord } from './apply-record.ts'
import { keepSource } from './author-source.ts'
import { createTransfer } from './create-transfer.ts'
import type { Disk } from './disk.ts'
import { openJournal } from './journal.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { recordsOf } from './ledger-records.ts'
import { namedFile, openTransfer, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { restore } from './restore.ts'
import { createStripeCache } from './coding/stripe-cache.ts'
import { createLane } from './lanes.ts'
import { createFileShelf } from './lazy-file.ts'
import { createSealedCache } from './sealed-cache.ts'
import type { StoreCrypto } from './store-crypto.ts'
import type { ResolvedOptions } from './store-options.ts'
import { storedTransfer } from './stored-transfer.ts'

export interface Home {
  readonly context: StoreContext
  readonly transfers: Map<SwarmNo, OpenTransfer>
  /** What there was when the home was opened. */
  readonly stored: readonly StoredTransfer[]
  create (init: TransferInit): Promise<SwarmNo>
}

/** Opens a home that is locked already. */
export async function openHome (disk: Disk, crypto: StoreCrypto, options: ResolvedOptions): Promise<Home> {
  const ledgers = new Map<SwarmNo, Ledger>()
  /** Ledgers whose first record is on its way. */
  const coming = new Map<SwarmNo, Ledger>()
  let newest = 0

  function apply ({ swarm, record }: JournalRecord): void {
    newest = Math.max(newest, swarm)
    if (record.type === 'send' || record.type === 'get' || record.type === 'hold') {
      ledgers.set(swarm, coming.get(swarm) ?? createLedger(swarm, record))
    }
    else if (record.type === 'forgotten') ledgers.delete(swarm)
    else {
      const ledger = ledgers.get(swarm)
      if (ledger !== undefined) applyRecord(ledger, record)
    }
  }

  function * summary (): Generator<JournalRecord> {
    // Numbers are never used again, so that a late file of a forgotten transfer cannot pass for a new one's.
    if (newest > 0 && !ledgers.has(swarmNo(newest))) yield { swarm: swarmNo(newest), record: { type: 'forgotten' } }
    for (const [swarm, ledger] of ledgers) for (const record of recordsOf(ledger)) yield { swarm, record }
  }

  const journal = await openJournal(disk, { apply, summary })
  const context: StoreContext = {
    ...options,
    disk,
    files: createFileShelf(),
    crypto,
    journal,
    cache: createSealedCache(options.cacheBytes),
    coding: createLane(),
    stripes: createStripeCache(STRIPE_CACHE_BYTES),
    traffic: { chunks: 0 },
  }
  await removeStrays(disk, ledgers)
  const transfers = new Map<SwarmNo, OpenTransfer>()
  const stored: StoredTransfer[] = []
  for (const [swarm, ledger] of ledgers) {
    const transfer = await openTransfer(context, ledger)
    transfers.set(swarm, transfer)
    stored.push(await storedTransfer(transfer, await restoreAlone(context, transfer)))
  }

  let nextSwarm = newest + 1
  return {
    context,
    transfers,
    stored,
    create: async (init) => {
      const swarm = swarmNo(nextSwarm++)
      const { transfer, undo } = await createTransfer(context, swarm, init)
      coming.set(swarm, transfer.ledger)
      try {
        // Before its record: a way back that leads to nothing is swept on opening, one that is missing stays so.
        if (init.role === 'send') await keepSource(disk, swarm, init.source)
        await journal.commit({ swarm, record: transfer.ledger.created })
      } catch (error) {
        await undo()
        throw error
      } finally {
        coming.delete(swarm)
      }
      transfers.set(swarm, transfer)
      return swarm
    },
  }
}

/** A transfer whose files cannot be read does not keep the others from being opened. */
async function restoreAlone (context: StoreContext, transfer: OpenTransfer): Promise<number> {
  try {
    return await restore(context, transfer)
  } catch (error) {
    Object.assign(transfer.ledger, { state: 'failed', failure: errorCode(error) })
    return 0
  }
}

/** What a crash left of work that is begun anew, or of columns that were given up. */
function isLeftOver ({ held }: Ledger, { kind, column }: { kind: string, column?: number }): boolean {
  if (kind === 'scratch') return true
  if (kind === 'plain') return held !== undefined
  return column !== undefined && held?.has(column) !== true
}

/** Files of transfers that were forgotten, or never quite begun, when the process died. */
async function removeStrays (disk: Disk, ledgers: ReadonlyMap<SwarmNo, Ledger>): Promise<void> {
  for (const name of await disk.list()) {
    const file = namedFile(name)
    if (file === undefined) continue
    const ledger = ledgers.get(swarmNo(file.swarm))
    if (ledger === undefined || isLeftOver(ledger, file)) await disk.remove(name)
  }
  for (const swarm of await disk.sources?.list() ?? []) {
    if (!ledgers.has(swarmNo(swarm))) await disk.sources?.forget(swarm)
  }
}
