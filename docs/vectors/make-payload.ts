import {
  chunkAad, chunkCapacity, chunkCid, chunkNonce, concat, deriveKeys, encodePage, formatReference, headMessage, padChunk,
  pageCid, receiptMessage, receiptSeed, releaseMessage, sealMeta, sha256, type PageContent, type Policy,
} from '@passel/core/pure'
import { AUTHOR_SEED, REFERENCE, SECRET } from './make-reference.ts'
import { drawn, publicKey, sealed, signature } from './maker.ts'

const CHUNK_BYTES = 256
const CAPACITY = chunkCapacity(CHUNK_BYTES)
const PLAIN = drawn('plain', 3000)

/** Page 0 has one full chunk; a slow source was flushed on page 1; page 2 was sealed after a restart. */
const PAGES = [
  { chunks: 1, plainBytes: CAPACITY, epoch: 0x01020304 },
  { chunks: 4, plainBytes: 3 * CAPACITY + 17, epoch: 0x01020304 },
  { chunks: 9, plainBytes: PLAIN.length - 4 * CAPACITY - 17, epoch: 0xf0e0d0c0 },
]

const keys = deriveKeys(SECRET)
const recipient = receiptSeed(SECRET)
const policy: Policy = {
  madeAtMs: 1_790_000_000_000,
  timeToLiveMs: 604_800_000,
  receiptKeys: [publicKey(recipient)],
  need: 1,
  of: 1,
}

/** One chunk, sealed: what travels and lies on disk. */
function makeChunk (chunk: number, epoch: number, plain: Uint8Array) {
  const [nonce, aad] = [chunkNonce(epoch, chunk), chunkAad(chunk)]
  const bytes = sealed(keys.payloadKey, nonce, aad, padChunk(plain, CHUNK_BYTES))
  const digest = sha256(bytes)
  return { chunk, nonce, aad, plainBytes: plain.length, bytes, digest, cid: chunkCid(digest).toString() }
}

function makePages () {
  let [offset, first] = [0, 0]
  let previous: Uint8Array | null = null
  return PAGES.map(({ chunks, plainBytes, epoch }, page) => {
    const final = page === PAGES.length - 1
    const plain = PLAIN.subarray(offset, offset + plainBytes)
    const listed = Array.from({ length: chunks }, (_, i) =>
      makeChunk(first + i, epoch, plain.subarray(i * CAPACITY, (i + 1) * CAPACITY)))
    const meta = { plainOffset: offset, ...(final && { size: PLAIN.length }) }
    const content = {
      kind: 'data',
      page,
      previous,
      first,
      chunkBytes: CHUNK_BYTES,
      epoch,
      digests: concat(...listed.map((it) => it.digest)),
      meta: sealMeta(keys.metaKey, epoch, page, meta),
      final,
      ...(page === 0 && { policy }),
    } as PageContent
    const block = encodePage(content)
    const digest = sha256(block)
    const message = headMessage(keys.swarmId, page, digest, final)
    const head = { page, digest, final, message, signature: signature(AUTHOR_SEED, message) }
    previous = digest
    offset += plainBytes
    first += chunks
    return { content, meta, block, cid: pageCid(digest).toString(), head, chunks: listed }
  })
}

/** A parity page of a payload with `need: 2, of: 4`: two stripes of two rows. Only its bytes matter. */
function parityPage () {
  const content = {
    kind: 'parity',
    page: 7,
    previous: drawn('page before', 32),
    first: 0,
    chunkBytes: CHUNK_BYTES,
    epoch: 9,
    digests: drawn('parity', 4 * 32),
    meta: sealMeta(keys.metaKey, 9, 7, { plainOffset: 800, size: 800 }),
    final: true,
  } as unknown as PageContent
  return { content, block: encodePage(content) }
}

/** A whole payload of 3000 bytes, from its reference to its last chunk, with everything that is signed about it. */
export function payloadVectors () {
  const pages = makePages()
  const last = (pages.at(-1) as typeof pages[number]).head.digest
  const receipt = receiptMessage(keys.swarmId, last)
  const release = releaseMessage(keys.swarmId, last)
  return {
    reference: formatReference(REFERENCE),
    size: PLAIN.length,
    sha256: sha256(PLAIN),
    pages,
    receipt: { key: 0, finalPage: last, message: receipt, signature: signature(recipient, receipt) },
    release: { message: release, signature: signature(AUTHOR_SEED, release) },
    parity: parityPage(),
    parityNumbers: [[0, 0, 6], [0, 1, 6], [1, 0, 6], [70_000, 2, 3], [131_071, 31, 32]].map(
      ([stripe = 0, row = 0, rows = 0]) => ({ stripe, row, rows, chunk: 2 ** 18 + stripe * rows + row })
    ),
  }
}
