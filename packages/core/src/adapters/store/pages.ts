/** Pages between their file, the ledger and the seam. */
import { PasselError } from '../../errors.ts'
import { chunkNo, pageNo, type PageNo } from '../../ids.ts'
import { sameBytes } from '../../pure/bytes.ts'
import { sha256 } from '../../pure/cid.ts'
import { headMessage } from '../../pure/head.ts'
import type { Head, PageSummary, Policy } from '../../pure/page.ts'
import { decodePage, type PageContent } from '../../pure/page-codec.ts'
import { parityRows } from '../../pure/stripes.ts'
import { schemeOf } from './layout.ts'
import type { Ledger } from './ledger.ts'
import type { OpenTransfer } from './open-transfer.ts'
import type { PageRecord } from '../../pure/journal-types.ts'

export function summaryOf (
  { page, first, count, final, chunkBytes, kind, plainOffset, size, scheme, receiptKeys, keepUntilMs }: PageRecord
): PageSummary {
  return {
    page: pageNo(page),
    first: chunkNo(first),
    count,
    final,
    chunkBytes,
    ...(kind === 'parity' && { kind }),
    ...(plainOffset !== undefined && { plainOffset }),
    ...(size !== undefined && { size }),
    ...scheme,
    ...(receiptKeys !== undefined && { receiptKeys }),
    ...(keepUntilMs !== undefined && { keepUntilMs }),
  }
}

/** What the journal keeps of page 0's policy. */
export function policyRecord (
  { need, of, receiptKeys, madeAtMs, timeToLiveMs }: Policy
): Pick<PageRecord, 'scheme' | 'receiptKeys' | 'keepUntilMs'> {
  return {
    ...(of > 1 && { scheme: { need, of } }),
    receiptKeys: receiptKeys.length,
    ...(timeToLiveMs !== undefined && { keepUntilMs: madeAtMs + timeToLiveMs }),
  }
}

/** Where the next page's block goes: behind the last journalled one, over whatever a crash left there. */
export function nextPageAt ({ ledger: { pages } }: OpenTransfer): number {
  const last = pages.at(-1)
  return last === undefined ? 0 : last.at + last.length
}

/** The block of a journalled page; rejects with `store-broken` when its file does not have it any more. */
export async function readBlock (transfer: OpenTransfer, record: PageRecord): Promise<Uint8Array<ArrayBuffer>> {
  const block = new Uint8Array(record.length)
  const file = await transfer.pageFile.get()
  const read = await file.read(record.at, block)
  if (read < block.length || !sameBytes(sha256(block), record.digest)) {
    throw new PasselError(
      'store-broken', `page ${record.page} of a transfer is damaged: restore the home, or start the transfer again`
    )
  }
  return block
}

/**
 * Fills the ledger's digests from the page file and returns how many pages it has whole. A reader goes on from there:
 * pages are not flushed one by one, and can be fetched again.
 */
export async function loadDigests (transfer: OpenTransfer): Promise<number> {
  const { ledger } = transfer
  for (const [i, record] of ledger.pages.entries()) {
    let content: PageContent
    try {
      content = decodePage(await readBlock(transfer, record))
    } catch (error) {
      if (error instanceof PasselError && (error.code === 'store-broken' || error.code === 'page-forged')) return i
      throw error
    }
    loadPage(ledger, content)
  }
  return ledger.pages.length
}

/** The digests of a page that is the next one, or known. */
export function loadPage (ledger: Ledger, { kind, first, digests }: PageContent): void {
  if (kind === 'data') ledger.digests.set(first, digests)
  else ledger.parityDigests.set(first * parityRows(schemeOf(ledger)), digests)
}

/** The head of a page; an author signs it again, which gives the same bytes as the first time. */
export async function headOf (transfer: OpenTransfer, { page, digest, final, signature }: PageRecord): Promise<Head> {
  const { signingKey, swarmId } = transfer
  const signed = signature ?? await signingKey?.sign(headMessage(swarmId, page, digest, final))
  if (signed === undefined) throw new PasselError('store-broken', `page ${page} lacks its signature`)
  return { page: pageNo(page), digest, final, signature: signed }
}

/** See `StorePort.readPage`. */
export async function readPage (
  transfer: OpenTransfer, page: PageNo
): Promise<{ head: Head, page: Uint8Array<ArrayBuffer> }> {
  const record = transfer.ledger.pages[page]
  if (record === undefined) throw new PasselError('not-found', `page ${page} is not known here`)
  return { head: await headOf(transfer, record), page: await readBlock(transfer, record) }
}
