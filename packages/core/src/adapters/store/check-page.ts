/**
 * Pages and heads from others. Whatever is not signed by the author is `forged` and costs its sender; what is signed
 * and cannot be true together with what is known already convicts the author, and both heads are kept as the proof.
 */
import { errorCode, PasselError } from '../../errors.ts'
import type { PageVerdict } from '../../ports.ts'
import { sameBytes } from '../../pure/bytes.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { sha256 } from '../../pure/cid.ts'
import { headMessage } from '../../pure/head.ts'
import type { Head } from '../../pure/page.ts'
import { offsetsFollow, pageFollows } from '../../pure/page-chain.ts'
import { decodePage, pageCount, pageSummary, type PageContent } from '../../pure/page-codec.ts'
import { openMeta, type PageMeta } from '../../pure/page-meta.ts'
import type { OpenTransfer, StoreContext } from './open-transfer.ts'
import { listedChunks, schemeOf } from './layout.ts'
import { headOf, loadPage, nextPageAt, policyRecord, summaryOf } from './pages.ts'
import type { PageRecord } from '../../pure/journal-types.ts'

/** See `StorePort.checkHead`. */
export async function checkHead (
  context: StoreContext, transfer: OpenTransfer, head: Head
): Promise<'known' | 'ahead' | 'conflict' | 'forged'> {
  const { ledger: { pages } } = transfer
  const known = pages[head.page]
  if (known !== undefined && sameHead(known, head)) return 'known'
  if (!await isSigned(context, transfer, head)) return 'forged'
  const last = pages.at(-1)
  const rival = known ?? (last?.final === true ? last : undefined)
  if (rival === undefined) return 'ahead'
  await keepProof(context, transfer, rival, head)
  return 'conflict'
}

/** See `StorePort.checkPage`. An author may meet a page of its own that its journal has lost: it is adopted. */
export async function checkPage (
  context: StoreContext, transfer: OpenTransfer, head: Head, block: Uint8Array
): Promise<PageVerdict> {
  const { ledger } = transfer
  if (!sameBytes(sha256(block), head.digest)) return { verdict: 'forged' }
  const verdict = await checkHead(context, transfer, head)
  if (verdict === 'forged' || verdict === 'conflict') return { verdict }
  if (verdict === 'known') return { verdict, page: summaryOf(ledger.pages[head.page] as PageRecord) }
  if (ledger.conflict !== undefined) return { verdict: 'conflict' }
  if (head.page !== ledger.pages.length) return { verdict: 'out-of-order' }
  const last = ledger.pages.at(-1)
  const content = decoded(block)
  if (content === undefined || content.page !== head.page || content.final !== head.final) return { verdict: 'forged' }
  if (last !== undefined && (content.previous === null || !sameBytes(content.previous, last.digest))) {
    await keepProof(context, transfer, last, head)
    return { verdict: 'conflict' }
  }
  const record = recordOf(transfer, content, head, block.length)
  if (record === undefined) return { verdict: 'forged' }
  try {
    await keepPage(context, transfer, record, content, block)
  } catch (error) {
    return { verdict: errorCode(error) === 'disk-full' || errorCode(error) === 'quota' ? 'disk-full' : 'io' }
  }
  return { verdict: 'ok', page: summaryOf(record) }
}

async function keepPage (
  context: StoreContext, transfer: OpenTransfer, record: PageRecord, content: PageContent, block: Uint8Array
): Promise<void> {
  const { ledger, reader, author } = transfer
  const setDigests = (): void => loadPage(ledger, content)
  const file = await transfer.pageFile.get()
  await file.write(record.at, block)
  if (ledger.created.type === 'send') {
    // An author goes on from this page, so it has to be as durable as one of its own.
    await file.flush()
    author.ahead.clear()
    author.batch = undefined
    await context.journal.commit({ swarm: ledger.swarm, record })
    setDigests()
    return
  }
  // Chunks may come the moment the page is known.
  setDigests()
  reader.pagesUnflushed = true
  await context.journal.append({ swarm: ledger.swarm, record })
}

function decoded (block: Uint8Array): PageContent | undefined {
  try {
    return decodePage(block)
  } catch (error) {
    if (error instanceof PasselError && error.code === 'page-forged') return undefined
    throw error
  }
}

/** The page's record when it continues the pages before it; undefined for what no author's engine signs. */
function recordOf (transfer: OpenTransfer, content: PageContent, head: Head, length: number): PageRecord | undefined {
  const { ledger, reading } = transfer
  const last = ledger.pages.at(-1)
  const before = last && summaryOf(last)
  const chain = before && last && {
    summary: before, digest: last.digest, scheme: schemeOf(ledger), chunks: listedChunks(ledger),
  }
  if (!pageFollows(chain, content)) return undefined
  const meta = reading && openedMeta(reading.keys.metaKey, content)
  // Who keeps it for others cannot check this, and has no use for it.
  if (reading !== undefined && !offsetsFollow(before, pageSummary(content, meta))) return undefined
  const { page, kind, first, epoch, chunkBytes, final } = content
  return {
    type: 'page',
    page,
    digest: head.digest,
    at: nextPageAt(transfer),
    length,
    kind,
    first,
    count: pageCount(content),
    epoch,
    chunkBytes,
    final,
    ...meta,
    ...(meta !== undefined && adopted(transfer, content, meta.plainOffset)),
    signature: head.signature,
    ...(content.policy !== undefined && policyRecord(content.policy)),
  }
}

function openedMeta (metaKey: Uint8Array, { epoch, page, meta }: PageContent): PageMeta | undefined {
  try {
    return openMeta(metaKey, epoch, page, meta)
  } catch (error) {
    if (error instanceof PasselError && error.code === 'page-forged') return undefined
    throw error
  }
}

/** Where an author goes on behind a page it had forgotten: files fill their chunks, of streams nobody knows. */
function adopted (
  { ledger }: OpenTransfer, content: PageContent, plainOffset: number
): Pick<PageRecord, 'adopted' | 'plainEnd'> {
  const { source } = ledger
  if (source === undefined) return {}
  if (source.kind === 'stream') return { adopted: true }
  if (content.kind === 'parity') return { adopted: true, plainEnd: source.size }
  return {
    adopted: true,
    plainEnd: Math.min(source.size, plainOffset + pageCount(content) * chunkCapacity(content.chunkBytes)),
  }
}

async function isSigned ({ crypto }: StoreContext, { authorKey, swarmId }: OpenTransfer, head: Head): Promise<boolean> {
  const message = headMessage(swarmId, head.page, head.digest, head.final)
  return await crypto.verify(authorKey, message, head.signature)
}

function sameHead (known: PageRecord, head: Head): boolean {
  return known.final === head.final && sameBytes(known.digest, head.digest)
}

async function keepProof (
  context: StoreContext, transfer: OpenTransfer, known: PageRecord, other: Head
): Promise<void> {
  const { ledger: { swarm, conflict } } = transfer
  if (conflict !== undefined) return
  const heads = [await headOf(transfer, known), other].map(({ page, digest, final, signature }) => ({
    page,
    digest,
    final,
    signature,
  }))
  await context.journal.commit({ swarm, record: { type: 'conflict', heads } })
}
