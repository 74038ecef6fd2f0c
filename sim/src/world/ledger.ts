/**
 * What a virtual store knows of one transfer, and the records that it comes from. `applyRecord` is the only way in
 * which a ledger changes, live and when a journal is read back after a crash.
 */
import type { PasselErrorCode } from '@passel/core'
import type { HolderNote, StoredTransfer } from '@passel/core/machines'
import type { PageSummary } from '@passel/core/pure'
import { createChunkBits, type ChunkBits } from './chunk-bits.ts'

/** A sealed chunk: its plain bytes, and the session whose nonces sealed it. */
export interface SealedChunk { readonly plain: number, readonly epoch: number }

export interface Ledger {
  readonly pages: PageSummary[]
  /** Author only, from chunk 0 without gaps. */
  readonly sealed: SealedChunk[]
  sealedLast: boolean
  readonly have: ChunkBits
  /** Kept since the last checkpoint: a power cut takes them. */
  readonly unflushed: Set<number>
  readonly receipts: Set<number>
  ownReceipt: number | undefined
  paused: boolean
  state: StoredTransfer['state']
  failure: PasselErrorCode | undefined
  holders: readonly HolderNote[]
  columns: readonly number[] | undefined
  released: boolean
}

export type StoreRecord =
  | { readonly type: 'sealed', readonly chunks: readonly SealedChunk[], readonly last: boolean }
  | { readonly type: 'page', readonly page: PageSummary }
  | { readonly type: 'kept', readonly chunk: number }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'finished' }
  | { readonly type: 'receipt', readonly key: number }
  | { readonly type: 'own-receipt', readonly key: number }
  | { readonly type: 'paused', readonly paused: boolean }
  | { readonly type: 'failed', readonly code: PasselErrorCode }
  | { readonly type: 'holders', readonly holders: readonly HolderNote[] }
  | { readonly type: 'columns', readonly columns: readonly number[] }
  | { readonly type: 'released' }

export function createLedger (): Ledger {
  return {
    pages: [],
    sealed: [],
    sealedLast: false,
    have: createChunkBits(),
    unflushed: new Set(),
    receipts: new Set(),
    ownReceipt: undefined,
    paused: false,
    state: 'active',
    failure: undefined,
    holders: [],
    columns: undefined,
    released: false,
  }
}

export function cloneLedger (ledger: Ledger): Ledger {
  return {
    ...ledger,
    pages: [...ledger.pages],
    sealed: [...ledger.sealed],
    have: ledger.have.clone(),
    unflushed: new Set(ledger.unflushed),
    receipts: new Set(ledger.receipts),
  }
}

export function applyRecord (ledger: Ledger, record: StoreRecord): void {
  switch (record.type) {
    case 'sealed':
      for (const chunk of record.chunks) {
        ledger.have.add(ledger.sealed.length)
        ledger.sealed.push(chunk)
      }
      ledger.sealedLast ||= record.last
      return
    case 'page': ledger.pages.push(record.page); return
    case 'kept':
      ledger.have.add(record.chunk)
      ledger.unflushed.add(record.chunk)
      return
    case 'checkpoint': ledger.unflushed.clear(); return
    case 'finished': ledger.state = 'done'; return
    case 'receipt': ledger.receipts.add(record.key); return
    case 'own-receipt': ledger.ownReceipt ??= record.key; return
    case 'paused':
      ledger.paused = record.paused
      if (record.paused || ledger.state !== 'failed') return
      ledger.state = 'active'
      ledger.failure = undefined
      return
    case 'failed':
      ledger.state = 'failed'
      ledger.failure = record.code
      return
    case 'holders': ledger.holders = record.holders; return
    case 'columns': ledger.columns = record.columns; return
    case 'released': ledger.released = true; return
    default: record satisfies never
  }
}

/** What differs between two ledgers, in words; undefined when nothing does. */
export function ledgerDifference (a: Ledger, b: Ledger): string | undefined {
  const numbers = (items: Iterable<number>): string => [...items].sort((one, other) => one - other).join(' ')
  const parts: readonly (readonly [string, unknown, unknown])[] = [
    ['pages', JSON.stringify(a.pages), JSON.stringify(b.pages)],
    ['sealed chunks', JSON.stringify(a.sealed), JSON.stringify(b.sealed)],
    ['end of the source', a.sealedLast, b.sealedLast],
    ['chunks', numbers(a.have), numbers(b.have)],
    ['unflushed chunks', numbers(a.unflushed), numbers(b.unflushed)],
    ['receipts', numbers(a.receipts), numbers(b.receipts)],
    ['own receipt', a.ownReceipt, b.ownReceipt],
    ['paused', a.paused, b.paused],
    ['state', a.state, b.state],
    ['failure', a.failure, b.failure],
    ['holders', JSON.stringify(a.holders), JSON.stringify(b.holders)],
    ['columns', String(a.columns), String(b.columns)],
    ['released', a.released, b.released],
  ]
  const found = parts.find(([, one, other]) => one !== other)
  return found === undefined ? undefined : `${found[0]}: ${String(found[1])} against ${String(found[2])}`
}

/** Chunks listed up to and with a page. */
export const listedChunks = (page: PageSummary | undefined): number => page === undefined ? 0 : page.first + page.count
