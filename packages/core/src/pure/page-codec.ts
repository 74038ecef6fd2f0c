/**
 * Pages as dag-cbor blocks. A page links to the page before and to its chunks, so that the final page is the root
 * of an ordinary IPLD DAG. What only readers may know (offset and size) is sealed, see page-meta.
 */
import { chunkNo, pageNo, type ChunkNo, type PageNo } from '../ids.ts'
import {
  CHUNK_BYTES, MAX_CHUNKS, MAX_COLUMNS, MAX_PAGE_CHUNKS, MAX_PAGES, MAX_RECEIPT_KEYS, MAX_TAIL_BYTES, MIN_CHUNK_BYTES,
} from '../limits.ts'
import { CborMap } from './cbor-map.ts'
import { encodeCbor } from './cbor.ts'
import { chunkCid, chunkDigest, DIGEST_BYTES, pageCid, pageDigest } from './cid.ts'
import { PUBLIC_KEY_BYTES } from './head.ts'
import { META_BYTES, FINAL_META_BYTES, type PageMeta } from './page-meta.ts'
import type { PageSummary, Policy } from './page.ts'
import { MAX_STRIPES } from './parity-name.ts'

/** Version of the page format; a page of another version does not decode. */
const PAGE_VERSION = 1

/** Everything on a page. */
export interface PageContent {
  /** `data`: `first` is a chunk number. `parity`: `first` is a stripe, chunks follow stripe by stripe, row by row. */
  readonly kind: 'data' | 'parity'
  readonly page: PageNo
  /** Digest of the page before; null on page 0. */
  readonly previous: Uint8Array | null
  readonly first: ChunkNo
  /** Bytes of every sealed chunk; the same on all pages of a payload. */
  readonly chunkBytes: number
  /** Sealing session (u32) of all chunks of this page, and of its `meta`. */
  readonly epoch: number
  /** Digests of the chunks, 32 bytes each, one after the other. */
  readonly digests: Uint8Array
  /** Plain offset, and on the final page the size, sealed with `metaKey`. */
  readonly meta: Uint8Array
  readonly final: boolean
  /** On page 0 only. */
  readonly policy?: Policy
}

/** Chunks that a page lists. */
export function pageCount (content: Pick<PageContent, 'digests'>): number {
  return content.digests.length / DIGEST_BYTES
}

/** Digest of a page's i-th chunk (a view). */
export function pageChunk (content: Pick<PageContent, 'digests'>, index: number): Uint8Array {
  return content.digests.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES)
}

/** What a machine needs to know of a page; `meta` for those who can read. */
export function pageSummary (content: PageContent, meta?: PageMeta): PageSummary {
  const { page, first, final, chunkBytes, kind } = content
  return {
    page,
    first,
    count: pageCount(content),
    final,
    chunkBytes,
    ...(kind === 'parity' && { kind }),
    ...(meta !== undefined && { plainOffset: meta.plainOffset }),
    ...(meta?.size !== undefined && { size: meta.size }),
    ...(content.policy !== undefined && policySummary(content.policy)),
  }
}

function policySummary ({ receiptKeys, need, of, madeAtMs, timeToLiveMs }: Policy): Partial<PageSummary> {
  return {
    receiptKeys: receiptKeys.length,
    ...(of > 1 && { need, of }),
    ...(timeToLiveMs !== undefined && { keepUntilMs: madeAtMs + timeToLiveMs }),
  }
}

/** The block of a page. Throws `page-forged` for content that `decodePage` would refuse: a fault of the caller. */
export function encodePage (content: PageContent): Uint8Array<ArrayBuffer> {
  const chunks = []
  for (let i = 0; i < pageCount(content); i++) chunks.push(chunkCid(pageChunk(content, i)))
  const block = encodeCbor({
    v: PAGE_VERSION,
    kind: content.kind,
    page: content.page,
    prev: content.previous === null ? null : pageCid(content.previous),
    first: content.first,
    chunkBytes: content.chunkBytes,
    epoch: content.epoch,
    chunks,
    meta: content.meta,
    final: content.final,
    ...(content.policy !== undefined && { policy: encodePolicy(content.policy) }),
  })
  decodePage(block)
  return block
}

function encodePolicy (policy: Policy): Record<string, unknown> {
  return {
    made: policy.madeAtMs,
    keys: policy.receiptKeys,
    need: policy.need,
    of: policy.of,
    ...(policy.timeToLiveMs !== undefined && { ttl: policy.timeToLiveMs }),
  }
}

/** The content of a page's block. Throws `page-forged` for whatever no author's engine makes. */
export function decodePage (block: Uint8Array): PageContent {
  const map = block.length > MAX_TAIL_BYTES
    ? new CborMap({}, 'page-forged', 'page').fail(`more than ${MAX_TAIL_BYTES} bytes`)
    : CborMap.decode(block, 'page-forged', 'page')
  map.whole('v', PAGE_VERSION, PAGE_VERSION)
  const kind = map.oneOf('kind', ['data', 'parity'])
  const page = map.whole('page', 0, MAX_PAGES - 1)
  const previous = map.get('prev') === null ? null : pageDigest(map.get('prev')) ?? map.fail('prev is not a page')
  const isFirst = page === 0
  if (isFirst === (previous !== null)) map.fail('every page but the first links to the one before')
  const digests = decodeChunks(map)
  const count = digests.length / DIGEST_BYTES
  const first = map.whole('first', 0, kind === 'data' ? MAX_CHUNKS - count : MAX_STRIPES - 1)
  if (isFirst && (kind !== 'data' || first !== 0)) map.fail('page 0 begins with chunk 0')
  const final = map.bool('final')
  if (count === 0 && !final) map.fail('an empty page that is not the last')
  if (isFirst !== map.has('policy')) map.fail('page 0 and no other holds the policy')
  return {
    kind,
    page: pageNo(page),
    previous,
    first: chunkNo(first),
    chunkBytes: map.whole('chunkBytes', MIN_CHUNK_BYTES, CHUNK_BYTES),
    epoch: map.whole('epoch', 0, 2 ** 32 - 1),
    digests,
    meta: map.bytes('meta', final ? FINAL_META_BYTES : META_BYTES),
    final,
    ...(isFirst && { policy: decodePolicy(new CborMap(map.get('policy'), 'page-forged', 'policy')) }),
  }
}

function decodeChunks (map: CborMap): Uint8Array {
  const links = map.list('chunks', MAX_PAGE_CHUNKS)
  const digests = new Uint8Array(links.length * DIGEST_BYTES)
  for (const [i, link] of links.entries()) {
    digests.set(chunkDigest(link) ?? map.fail(`chunk ${i} is not a chunk`), i * DIGEST_BYTES)
  }
  return digests
}

function decodePolicy (map: CborMap): Policy {
  const receiptKeys = map.list('keys', MAX_RECEIPT_KEYS).map((key) =>
    key instanceof Uint8Array && key.length === PUBLIC_KEY_BYTES ? key : map.fail('a receipt key is not 32 bytes'))
  const of = map.whole('of', 1, MAX_COLUMNS)
  const timeToLiveMs = map.optional('ttl', () => map.whole('ttl', 0, Number.MAX_SAFE_INTEGER))
  return {
    madeAtMs: map.whole('made', 0, Number.MAX_SAFE_INTEGER),
    receiptKeys,
    need: map.whole('need', 1, of),
    of,
    ...(timeToLiveMs !== undefined && { timeToLiveMs }),
  }
}
