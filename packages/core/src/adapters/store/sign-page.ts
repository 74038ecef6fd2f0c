import { PasselError } from '../../errors.ts'
import { MAX_CHUNKS, MAX_PAGE_CHUNKS, MAX_PAGES } from '../../limits.ts'
import { chunkNo, pageNo } from '../../ids.ts'
import { receiptSeed } from '../../pure/keys.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { sha256 } from '../../pure/cid.ts'
import type { Head, PageSummary, Policy } from '../../pure/page.ts'
import { encodePage } from '../../pure/page-codec.ts'
import { sealMeta } from '../../pure/page-meta.ts'
import { listedChunks, sealedChunks, sealedPlainBytes } from './layout.ts'
import { authored, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { headOf, nextPageAt, summaryOf } from './pages.ts'
import type { PageRecord } from '../../pure/journal-types.ts'
import { sessionEpoch } from './sealing.ts'

/**
 * Lists sealed chunks on the next page: at most `count`, of one epoch, and none behind a short one. `final` therefore
 * holds only when that was everything; the summary tells what was listed, and whoever asked asks again for the rest.
 *
 * Order: block flushed, its digest journalled and flushed, signed. From the second step on there is no other page of
 * this number, whatever crashes; signing again gives the same bytes.
 */
export async function signPage (
  context: StoreContext, transfer: OpenTransfer, count: number, final: boolean
): Promise<{ page: PageSummary, head: Head }> {
  const { ledger } = transfer
  authored(transfer)
  if (ledger.conflict !== undefined) {
    throw new PasselError('author-conflict', 'this payload was signed twice: send it as a new one')
  }
  if (ledger.pages.at(-1)?.final === true) throw new PasselError('bad-option', 'the final page is signed already')
  const record = await nextPage(context, transfer, count, final)
  const head = await headOf(transfer, record)
  return { page: summaryOf(record), head }
}

async function nextPage (
  context: StoreContext, transfer: OpenTransfer, count: number, final: boolean
): Promise<PageRecord> {
  const { ledger, keys } = transfer
  const { chunkBytes } = authored(transfer)
  const page = ledger.pages.length
  const run = ledger.runs[0]
  const listed = Math.min(count, MAX_PAGE_CHUNKS, run?.count ?? 0)
  const first = listedChunks(ledger)
  const isFinal = final && first + listed === sealedChunks(ledger)
  // A stream that reached a limit ends there, and what was sealed of it is a payload like any other.
  const ended = ledger.sealedLast || first + listed >= MAX_CHUNKS || page === MAX_PAGES - 1
  if (isFinal && !ended) throw new PasselError('bad-option', 'the source has not ended: its last page cannot be signed')
  if (listed === 0 && !isFinal) throw new PasselError('bad-option', 'nothing is sealed that this page could list')
  if (page >= MAX_PAGES - (isFinal ? 0 : 1)) {
    throw new PasselError('too-long', 'this payload has the most pages there may be; what was listed stays good')
  }

  const epoch = run?.epoch ?? sessionEpoch(context, transfer)
  const plainOffset = run?.plainOffset ?? sealedPlainBytes(ledger)
  const plainEnd = plainOffset + Math.min(run?.plainBytes ?? 0, listed * chunkCapacity(chunkBytes))
  const block = encodePage({
    kind: 'data',
    page: pageNo(page),
    previous: ledger.pages.at(-1)?.digest ?? null,
    first: chunkNo(first),
    chunkBytes,
    epoch,
    digests: ledger.digests.slice(first, listed),
    meta: sealMeta(keys.metaKey, epoch, page, isFinal ? { plainOffset, size: plainEnd } : { plainOffset }),
    final: isFinal,
    ...(page === 0 && { policy: await policyOf(context, transfer) }),
  })
  const record: PageRecord = {
    type: 'page',
    page,
    digest: sha256(block),
    at: nextPageAt(transfer),
    length: block.length,
    kind: 'data',
    first,
    count: listed,
    epoch,
    chunkBytes,
    plainOffset,
    final: isFinal,
    ...(isFinal && { size: plainEnd }),
    plainEnd,
  }
  const file = await transfer.pageFile.get()
  await file.write(record.at, block)
  await file.flush()
  await context.journal.commit({ swarm: ledger.swarm, record })
  return record
}

/** A single recipient's receipt key comes from the reference's secret; a group has none. Whole copies. */
async function policyOf (
  { crypto, clock }: StoreContext, { reference, ledger: { created } }: OpenTransfer
): Promise<Policy> {
  const isGroup = created.type === 'send' && created.audience === 'group'
  const { publicKey } = await crypto.signingKey(receiptSeed(reference.secret))
  const madeAtMs = Math.floor(clock.wallMs())
  return {
    madeAtMs,
    receiptKeys: isGroup ? [] : [publicKey],
    need: 1,
    of: 1,
    ...(reference.expiresAtMs !== undefined && { timeToLiveMs: Math.max(0, reference.expiresAtMs - madeAtMs) }),
  }
}
