import type { Random } from '@passel/core/machines'
import { applyRecord, cloneLedger, createLedger, type Ledger, type StoreRecord } from './ledger.ts'

/** One transfer's journal: what is on the medium for good, and what a power cut may still take. */
export interface StoreJournal {
  /** Written: survives the process. */
  append (record: StoreRecord): void
  /** All that was written survives the machine from now on. */
  flush (): void
  /**
   * What a restart finds. With the power gone: any number of the unflushed records from the first on, the last of them
   * perhaps torn and then none, and of chunks without a checkpoint those whose bytes had reached the medium.
   */
  readBack (power: Random | undefined): Ledger
  /** Unflushed records. */
  readonly tail: number
}

/** Creates an empty journal. It keeps no record longer than until the next flush, so it does not grow with a run. */
export function createStoreJournal (): StoreJournal {
  let flushed = createLedger()
  let tail: StoreRecord[] = []

  return {
    get tail () { return tail.length },
    append (record) { tail.push(record) },
    flush () {
      for (const record of tail) applyRecord(flushed, record)
      tail = []
    },
    readBack (power) {
      const ledger = cloneLedger(flushed)
      const survived = power === undefined ? tail : tail.slice(0, power.below(tail.length + 1))
      for (const record of survived) applyRecord(ledger, record)
      if (power === undefined) return ledger
      // Opening checks the content of what has no checkpoint, and rewrites the journal.
      for (const chunk of ledger.unflushed) if (power.next() < 0.5) ledger.have.delete(chunk)
      ledger.unflushed.clear()
      flushed = cloneLedger(ledger)
      tail = []
      return ledger
    },
  }
}
