import { expect, test } from 'vitest'
import { createRandom } from '@passel/core/machines'
import { applyRecord, createLedger, ledgerDifference, type StoreRecord } from './ledger.ts'
import { createStoreJournal } from './store-journal.ts'

const kept = (chunk: number): StoreRecord => ({ type: 'kept', chunk })

test('a killed process loses nothing that was written', () => {
  const journal = createStoreJournal()
  const live = createLedger()
  for (const record of [kept(0), kept(1), { type: 'checkpoint' }, kept(2)] as const) {
    journal.append(record)
    applyRecord(live, record)
  }
  expect(ledgerDifference(journal.readBack(undefined), live)).toBeUndefined()
  applyRecord(live, kept(3))
  expect(ledgerDifference(journal.readBack(undefined), live)).toContain('chunks')
})

test('a power cut takes no more than what was not flushed, and each part of that at some time', () => {
  const sizes = new Set<number>()
  for (let seed = 1; seed <= 200; seed++) {
    const journal = createStoreJournal()
    for (let chunk = 0; chunk < 4; chunk++) journal.append(kept(chunk))
    journal.append({ type: 'checkpoint' })
    journal.flush()
    for (let chunk = 4; chunk < 8; chunk++) journal.append(kept(chunk))
    const { have } = journal.readBack(createRandom(seed))
    for (let chunk = 0; chunk < 4; chunk++) expect(have.has(chunk)).toBe(true)
    sizes.add(have.size)
    // What is read back once is what there is from then on.
    expect([...journal.readBack(undefined).have]).toEqual([...have])
  }
  expect([...sizes].sort()).toEqual([4, 5, 6, 7, 8])
})
