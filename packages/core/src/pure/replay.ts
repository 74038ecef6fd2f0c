/**
 * Reading a journal back: records from `at` on until the first that is cut or does not check. What is behind it was
 * never flushed, so nothing was promised about it.
 */
import { decodeRecord } from './journal-record.ts'
import type { JournalRecord } from './journal-types.ts'

/**
 * Calls back with each record and returns where the first one begins that is not whole: the place to go on writing.
 * Throws `store-broken` for a whole record that this version cannot read.
 */
export function decodeRecords (bytes: Uint8Array, at: number, each: (record: JournalRecord) => void): number {
  for (;;) {
    const found = decodeRecord(bytes, at)
    if (found === undefined) return at
    each({ swarm: found.swarm, record: found.record })
    at = found.next
  }
}
