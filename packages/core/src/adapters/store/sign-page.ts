import { PasselError } from '../../errors.ts'
import { MAX_CHUNKS, MAX_PAGE_CHUNKS, MAX_PAGES } from '../../limits.ts'
import { chunkNo, pageNo } from '../../ids.ts'
import { receiptSeed } from '../../pure/keys.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { DIGEST_BYTES, sha256 } from '../../pure/cid.ts'
import type { Head, PageSummary, Policy } from '../../pure/page.ts'
import { encodePage } from '../../pure/page-codec.ts'
import { sealMeta } from '../../pure/page-meta.ts'
import { parityPages, parityRows, stripeCount } from '../../pure/stripes.ts'
import { listedChunks, listedStripes, schemeOf, sealedChunks, sealedPlainBytes } from './layout.ts'
import { authored, readable, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { headOf, nextPageAt, policyRecord, summaryOf } from './pages.ts'
import type { PageRecord } from '../../pure/journal-types.ts'
import { sessionEpoch } from './sealing.ts'

/**
 * Lists sealed chunks on the next page: at most `count`, of one epoch, and none behind a short one. `final` therefore
 * holds only when that was everything; the summary tells what was listed, and whoever asked asks again for the rest.
 * Where there is parity, it comes after all data, and the page with its last stripe is the final one.
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
  const record = await addPage(context, transfer, await (isDataListed(transfer)
    ? parityPage(context, transfer, count)
    : dataPage(context, transfer, count, final)))
  const head = await headOf(transfer, record)
  return { page: summaryOf(record), head }
}

/** Whether only parity is missing on pages. */
function isDataListed ({ ledger }: OpenTransfer): boolean {
  const listed = listedChunks(ledger)
  return ledger.sealedLast && parityRows(schemeOf(ledger)) > 0 && listed > 0 && listed === sealedChunks(ledger)
}

/** What a page lists, and where its plain bytes begin and end. */
interface Listing {
  readonly kind: 'data' | 'parity'
  readonly first: number
  readonly digests: Uint8Array
  readonly epoch: number
  readonly plainOffset: number
  readonly plainEnd: number
  readonly final: boolean
}

async function parityPage (context: StoreContext, transfer: OpenTransfer, count: number): Promise<Listing> {
  const { ledger } = transfer
  const rows = parityRows(schemeOf(ledger))
  const first = listedStripes(ledger)
  const wanted = Math.max(1, Math.floor(Math.min(count, MAX_PAGE_CHUNKS) / rows))
  const stripes = Math.min(wanted, ledger.parityStripes - first)
  if (stripes <= 0) throw new PasselError('bad-option', 'parity is sealed before it is listed')
  const end = sealedPlainBytes(ledger)
  return {
    kind: 'parity',
    first,
    digests: ledger.parityDigests.slice(first * rows, stripes * rows),
    epoch: sessionEpoch(context, transfer),
    plainOffset: end,
    plainEnd: end,
    final: first + stripes === stripeCount(listedChunks(ledger), schemeOf(ledger)),
  }
}

async function dataPage (
  context: StoreContext, transfer: OpenTransfer, count: number, final: boolean
): Promise<Listing> {
  const { ledger } = transfer
  const { chunkBytes } = authored(transfer)
  const scheme = schemeOf(ledger)
  const page = ledger.pages.length
  const run = ledger.runs[0]
  const listed = Math.min(count, MAX_PAGE_CHUNKS, run?.count ?? 0)
  const first = listedChunks(ledger)
  const isLast = final && first + listed === sealedChunks(ledger)
  const coded = parityRows(scheme) > 0 && first + listed > 0
  const isFinal = isLast && !coded
  // A stream that reached a limit ends there, and what was sealed of it is a payload like any other.
  const ended = ledger.sealedLast || first + listed >= MAX_CHUNKS || page === MAX_PAGES - 1
  if (isLast && !ended) throw new PasselError('bad-option', 'the source has not ended: its last page cannot be signed')
  if (listed === 0 && !isFinal) throw new PasselError('bad-option', 'nothing is sealed that this page could list')
  if (page >= MAX_PAGES - (coded ? parityPages(first + listed, scheme) : isFinal ? 0 : 1)) {
    throw new PasselError('too-long', 'this payload has the most pages there may be; what was listed stays good')
  }

  const epoch = run?.epoch ?? sessionEpoch(context, transfer)
  const plainOffset = run?.plainOffset ?? sealedPlainBytes(ledger)
  const plainEnd = plainOffset + Math.min(run?.plainBytes ?? 0, listed * chunkCapacity(chunkBytes))
  const digests = ledger.digests.slice(first, listed)
  return { kind: 'data', first, digests, epoch, plainOffset, plainEnd, final: isFinal }
}

/** Durable from here on, and the only page of its number. */
async function addPage (context: StoreContext, transfer: OpenTransfer, listing: Listing): Promise<PageRecord> {
  const { ledger } = transfer
  const { kind, first, digests, epoch, plainOffset, plainEnd, final } = listing
  const { chunkBytes } = authored(transfer)
  const { metaKey } = readable(transfer).keys
  const page = ledger.pages.length
  const policy = page === 0 ? await policyOf(context, transfer) : undefined
  const block = encodePage({
    kind,
    page: pageNo(page),
    previous: ledger.pages.at(-1)?.digest ?? null,
    first: chunkNo(first),
    chunkBytes,
    epoch,
    digests,
    meta: sealMeta(metaKey, epoch, page, final ? { plainOffset, size: plainEnd } : { plainOffset }),
    final,
    ...(policy !== undefined && { policy }),
  })
  const record: PageRecord = {
    type: 'page',
    page,
    digest: sha256(block),
    at: nextPageAt(transfer),
    length: block.length,
    kind,
    first,
    count: digests.length / DIGEST_BYTES,
    epoch,
    chunkBytes,
    plainOffset,
    final,
    ...(final && { size: plainEnd }),
    plainEnd,
    ...(policy !== undefined && policyRecord(policy)),
  }
  const file = await transfer.pageFile.get()
  await file.write(record.at, block)
  await file.flush()
  await context.journal.commit({ swarm: ledger.swarm, record })
  return record
}

/** A single recipient's receipt key comes from the reference's secret; a group has none. */
async function policyOf ({ crypto, clock }: StoreContext, transfer: OpenTransfer): Promise<Policy> {
  const { ledger, ledger: { created } } = transfer
  const { reference } = readable(transfer)
  const isGroup = created.type === 'send' && created.audience === 'group'
  const { publicKey } = await crypto.signingKey(receiptSeed(reference.secret))
  const madeAtMs = Math.floor(clock.wallMs())
  return {
    madeAtMs,
    receiptKeys: isGroup ? [] : [publicKey],
    ...schemeOf(ledger),
    ...(reference.expiresAtMs !== undefined && { timeToLiveMs: Math.max(0, reference.expiresAtMs - madeAtMs) }),
  }
}
