/**
 * What every decoder of foreign bytes keeps to: it ends, and it either gives a value that can be written and read
 * again, or fails with one of its own error codes. Tests and the fuzzer run the same table.
 */
import {
  BundleReader, BundleWriter, decodeAnnouncement, decodePack, decodePart, encodeAnnouncement, encodePack, encodePart,
  formatAnnouncement, joinAnnouncement, messageHash, parseAnnouncement, type BundleEntry, type IndexPart,
} from '../archive/pure/index.ts'
import { PasselError, type PasselErrorCode } from '../errors.ts'
import { chunkNo, pageNo, swarmNo } from '../ids.ts'
import {
  concat, crc32c, decodeDepositAnswer, decodeDepositRequest, decodeFrames, decodeGrant, decodeJournalHeader,
  decodePage, decodeRecord, decodeRecords, decodeReference, decodeSignalBody, deriveKeys, encodeDepositAnswer,
  encodeDepositRequest, encodeFrame, encodeGrant, encodeGrantTerms, encodeJournalHeader, encodePage, encodeRecord,
  encodeReference, encodeSignalBody, formatGrant, formatReference, FrameReader, MAX_SIGNAL_BODY_BYTES, openMeta,
  openRecords, packRecords, parseGrant, parseReference, readU16, REFERENCE_PREFIX, sameBytes, sealMeta, utf8, writeU32,
  type DepositAnswer, type DepositRequest, type Grant, type JournalRecord, type PageContent, type Reference,
  type SignalBody, type WholeFrame, type WireFrame,
} from './index.ts'

/** One way in for foreign bytes. */
export interface Decoder {
  readonly name: string
  /** Valid inputs to start from. */
  readonly samples: readonly Uint8Array[]
  /** Codes that it may fail with. */
  readonly codes: readonly PasselErrorCode[]
  /** Reads, and where that succeeds checks what was read; throws `Error` on a broken promise. */
  read (bytes: Uint8Array): void
  /** Makes checksums fit again after a change, where there are any. */
  repair? (bytes: Uint8Array): void
}

/** Runs one input: whether it was read or refused. Throws what the decoder must not throw. */
export function tryDecoder (decoder: Decoder, bytes: Uint8Array): 'read' | 'refused' {
  try {
    decoder.read(bytes)
    return 'read'
  } catch (error) {
    if (error instanceof PasselError && decoder.codes.includes(error.code)) return 'refused'
    throw error
  }
}

function promise (kept: boolean, what: string): void {
  if (!kept) throw new Error(`broken promise: ${what}`)
}

const bytes = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 255)
const keys = deriveKeys(bytes(32))
const peer = '12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA'
const relay = '/dns4/relay.example.org/tcp/443/wss/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N'
const from = { peer, addresses: [`${relay}/p2p-circuit/p2p/${peer}`, '/ip4/192.0.2.7/tcp/4001'] }

const reference: Reference = {
  version: 1,
  kind: 'file',
  privacy: 'direct',
  secret: bytes(32),
  author: bytes(32, 2),
  name: 'Übersicht 📷.jpg',
  mediaType: 'image/jpeg',
  size: 5_000_000_000,
  thumbnail: bytes(40),
  expiresAtMs: 1_800_000_000_000,
  hints: [from],
  relays: [relay],
  hintsSignature: bytes(64),
}

const page: PageContent = {
  kind: 'data',
  page: pageNo(0),
  previous: null,
  first: chunkNo(0),
  chunkBytes: 262144,
  epoch: 77,
  digests: bytes(96),
  meta: sealMeta(keys.metaKey, 77, 0, { plainOffset: 0 }),
  final: false,
  policy: { madeAtMs: 1_700_000_000_000, receiptKeys: [bytes(32)], need: 1, of: 1 },
}
const { policy: _, ...later } = page
const finalPage: PageContent = {
  ...later,
  page: pageNo(1),
  previous: bytes(32),
  first: chunkNo(3),
  final: true,
  meta: sealMeta(keys.metaKey, 77, 1, { plainOffset: 700_000, size: 800_000 }),
}

const head = { page: pageNo(1), digest: bytes(32), final: true, signature: bytes(64) }
const frames: readonly (readonly [WireFrame, number])[] = [
  [{ type: 'open', name: bytes(32), nonce: bytes(32, 2), mac: bytes(32, 3) }, 0],
  [{ type: 'proof', mac: bytes(32) }, 0],
  [{ type: 'have', ranges: [{ first: chunkNo(0), count: 3 }, { first: chunkNo(9), count: 200 }] }, 0],
  [{ type: 'have', ranges: Array.from({ length: 20 }, (__, i) => ({ first: chunkNo(2 * i), count: 1 })) }, 0],
  [{ type: 'page', head }, 60],
  [{ type: 'request', items: [{ chunk: chunkNo(3), offset: 0, length: 262144 }] }, 0],
  [{ type: 'data', chunk: chunkNo(3), offset: 65_000 }, 90],
  [{ type: 'cancel', chunks: [chunkNo(3), chunkNo(2 ** 18)] }, 0],
  [{ type: 'peers', peers: [from], relays: [relay] }, 0],
  [{ type: 'receipt', receipt: { key: 1, finalPage: bytes(32), signature: bytes(64) } }, 0],
  [{ type: 'columns', columns: [1, 254], full: true }, 0],
  [{ type: 'close', reason: 'done' }, 0],
]
const stream = concat(...frames.flatMap(([frame, tail], i) =>
  encodeFrame(i, frame, tail > 0 ? bytes(tail) : undefined)))

const bodies: readonly SignalBody[] = [
  { type: 'seek', from, attempt: 2, failed: [peer], expiresAtMs: 1_800_000_000_000 },
  { type: 'offer', from, answers: '0011223344556677', haveAll: false },
  { type: 'holders', holders: [from, { peer: 'someone', addresses: [] }] },
]
const message = packRecords(bodies.map((body, i) => (
  { keys, nonce: bytes(12, i), id: bytes(8, i), sentAtMs: 1_750_000_000_000, body }
)), (length) => bytes(length))

const records: readonly JournalRecord[] = [
  { swarm: swarmNo(1), record: { type: 'get', reference: encodeReference(reference), target: { kind: 'store' } } },
  { swarm: swarmNo(1), record: { type: 'kept', chunk: 3, known: { chunk: 3, plainBytes: 12 } } },
  { swarm: swarmNo(1), record: { type: 'checkpoint', runs: [{ first: 0, count: 32 }] } },
  { swarm: swarmNo(1), record: { type: 'receipt', key: 1, signature: bytes(64) } },
  { swarm: swarmNo(1), record: { type: 'conflict', heads: [{ ...head }] } },
]
const journal = concat(...records.map(encodeRecord))

/** Reads in pieces; the same frames and the same end whatever the cuts. */
function readPieces (input: Uint8Array, size: number): { frames: WireFrame[], failed: boolean } {
  const seen: WireFrame[] = []
  const reader = new FrameReader({ frame: (__, frame) => { seen.push(frame) }, tail: () => undefined })
  try {
    for (let at = 0; at < input.length; at += size) reader.push(input.subarray(at, at + size))
  } catch (error) {
    if (error instanceof PasselError) return { frames: seen, failed: true }
    throw error
  }
  return { frames: seen, failed: false }
}

function readFrames (input: Uint8Array): void {
  const whole = readPieces(input, input.length + 1)
  const pieces = readPieces(input, 1 + (input[0] ?? 0) % 97)
  promise(JSON.stringify(whole) === JSON.stringify(pieces), 'cuts make no difference')
  for (const { channel, frame, tail } of decodeFrames(input)) {
    const again = encodeFrame(channel, frame, tail.length > 0 ? tail : undefined)
    const [back] = decodeFrames(concat(...again)) as [WholeFrame]
    promise(JSON.stringify([back.frame, back.tail]) === JSON.stringify([frame, tail]), 'a frame can be sent on')
  }
}

function readReference (read: () => Reference): void {
  const value = read()
  const written = encodeReference(value)
  promise(sameBytes(encodeReference(decodeReference(written)), written), 'a reference can be passed on')
}

const { author, privacy, kind, expiresAtMs, hints, relays } = reference
const deposits: readonly DepositRequest[] = [
  {
    payload: { swarmKey: bytes(32), author, privacy, kind, expiresAtMs: expiresAtMs!, hints, relays },
    columns: [0, 3, 254],
    bytes: 5_000_000_000,
    grant: bytes(200),
  },
  { payload: { swarmKey: bytes(32), author, privacy, kind, hints: [], relays: [] }, columns: [0], bytes: 1 },
]
const answers: readonly DepositAnswer[] = [
  { accepted: true, columns: [0, 3], untilMs: 1_800_000_000_000 },
  { accepted: false, reason: 'quota', retryMs: 60_000 },
  { accepted: false, reason: 'grant-forged' },
]
const grants: readonly Grant[] = [
  { id: bytes(16), bytes: 10_000_000_000, untilMs: 1_800_000_000_000 },
  { id: bytes(16), bytes: 1, untilMs: 0, peer },
]

const bundleEntry: BundleEntry = {
  reference: { ...reference, kind: 'bundle', hints: [], relays: [] }, fromMs: 1, toMs: 5, count: 2, bytes: 90,
  plainBytes: 200,
}
const bundleReference = bundleEntry.reference
const part: IndexPart = {
  number: 1, packs: [bundleReference],
  bundles: [
    { ...bundleEntry, filter: { at: 'part', filter: bytes(20) } },
    { ...bundleEntry, filter: { at: 'pack', pack: 0, index: 3 } },
  ],
  before: { reference: bundleReference, fromMs: 1, toMs: 5, bundles: 64, count: 128 },
}
const announcement = joinAnnouncement(encodeAnnouncement({
  root: bytes(32), deeds: [{ role: 'publisher', key: bytes(32, 5), signature: bytes(64) }], secret: bytes(32, 9),
  sequence: 7, atMs: 1_790_000_000_000, part: { reference: bundleReference, number: 1 }, bundles: 66, count: 130,
  newest: [bundleEntry], unlistedToMs: 4,
}), bytes(64, 3))
const bundle = ((): Uint8Array => {
  const writer = new BundleWriter()
  for (const [i, payload] of [utf8('one'), utf8('two')].entries()) {
    const plain = { pubsubTopic: 'p', contentTopic: '/a/1/b/proto', payload, timestampNs: BigInt(i + 1) * 1_000_000n }
    writer.add({ ...plain, hash: messageHash(plain), ...(i === 0 && { sdsId: 'id', meta: bytes(3) }) })
  }
  return writer.end()[0] as Uint8Array
})()

/** Every way in. */
export const decoders: readonly Decoder[] = [
  {
    name: 'reference',
    samples: [encodeReference(reference)],
    codes: ['reference-malformed', 'reference-newer', 'reference-too-large'],
    read: (input) => readReference(() => decodeReference(input)),
  },
  {
    name: 'reference as text',
    samples: [utf8(formatReference(reference))],
    codes: ['reference-malformed', 'reference-newer', 'reference-too-large'],
    read: (input) => readReference(() => parseReference(String.fromCharCode(...input.subarray(0, 4096)))),
    repair: (input) => input.set(utf8(REFERENCE_PREFIX).subarray(0, input.length)),
  },
  {
    name: 'page',
    samples: [encodePage(page), encodePage(finalPage)],
    codes: ['page-forged'],
    read: (input) => { decodePage(encodePage(decodePage(input))) },
  },
  {
    name: 'question to a keeper',
    samples: deposits.map((it) => encodeDepositRequest(it)),
    codes: ['frame-malformed'],
    read: (input) => {
      const value = decodeDepositRequest(input)
      const again = decodeDepositRequest(encodeDepositRequest(value))
      promise(sameBytes(encodeDepositRequest(again), encodeDepositRequest(value)), 'a question can be asked again')
    },
  },
  {
    name: 'answer of a keeper',
    samples: answers.map((it) => encodeDepositAnswer(it)),
    codes: ['frame-malformed'],
    read: (input) => { decodeDepositAnswer(encodeDepositAnswer(decodeDepositAnswer(input))) },
  },
  {
    name: 'grant',
    samples: grants.map((it) => encodeGrant(encodeGrantTerms(it), bytes(64))),
    codes: ['frame-malformed'],
    read: (input) => {
      const { grant, signature } = decodeGrant(input)
      parseGrant(formatGrant(encodeGrant(encodeGrantTerms(grant), signature)))
    },
  },
  {
    name: 'meta of a page',
    samples: [page.meta, finalPage.meta],
    codes: ['page-forged'],
    read: (input) => { openMeta(keys.metaKey, 77, input.length === 32 ? 1 : 0, input) },
  },
  { name: 'frames', samples: [stream], codes: ['frame-malformed'], read: readFrames },
  {
    name: 'message of signals',
    samples: [message],
    codes: [],
    read: (input) => promise(openRecords(input, [{ keys }]).length <= bodies.length, 'no record comes from nowhere'),
  },
  {
    name: 'body of a signal',
    samples: bodies.map((body) => encodeSignalBody(body, MAX_SIGNAL_BODY_BYTES)),
    codes: [],
    read: (input) => {
      const body = decodeSignalBody(input)
      if (body !== undefined) decodeSignalBody(encodeSignalBody(body, 2 ** 20))
    },
  },
  {
    name: 'journal',
    samples: [journal],
    codes: ['store-broken'],
    read: (input) => {
      const found: JournalRecord[] = []
      const end = decodeRecords(input, 0, (record) => found.push(record))
      promise(end <= input.length, 'the end of a journal is inside it')
      for (const it of found) promise(decodeRecord(encodeRecord(it), 0) !== undefined, 'a record can be rewritten')
    },
    repair: (input) => {
      const end = 8 + (input.length < 8 ? Infinity : readU16(input, 0))
      if (end + 4 <= input.length) writeU32(input, end, crc32c(input, 0, end))
    },
  },
  {
    name: 'header of a journal',
    samples: [encodeJournalHeader(3)],
    codes: ['store-broken'],
    read: (input) => { decodeJournalHeader(input) },
  },
  {
    name: 'bundle',
    samples: [bundle],
    codes: ['bundle-malformed'],
    read: (input) => {
      const reader = new BundleReader({ fromMs: 0, toMs: 9, count: 9 }, {
        message: (found) => promise(sameBytes(messageHash(found), found.hash), 'a hash is computed'),
        forged: () => undefined,
      })
      const cut = (input[0] ?? 0) % (input.length + 1)
      reader.push(input.subarray(0, cut))
      reader.push(input.subarray(cut))
      reader.end()
    },
  },
  {
    name: 'part of an index',
    samples: [encodePart(part)],
    codes: ['index-malformed'],
    read: (input) => { decodePart(encodePart(decodePart(input, 1)), 1) },
  },
  {
    name: 'pack of filters',
    samples: [encodePack([bytes(20), bytes(30)])],
    codes: ['index-malformed'],
    read: (input) => { decodePack(encodePack(decodePack(input))) },
  },
  {
    name: 'announcement',
    samples: [announcement],
    codes: ['series-malformed', 'series-newer'],
    read: (input) => {
      const { body, signature } = decodeAnnouncement(input)
      decodeAnnouncement(joinAnnouncement(body, signature))
    },
  },
  {
    name: 'announcement as text',
    samples: [utf8(formatAnnouncement(announcement))],
    codes: ['series-malformed', 'series-newer'],
    read: (input) => { parseAnnouncement(String.fromCharCode(...input.subarray(0, 8192))) },
    repair: (input) => input.set(utf8('passel-series:').subarray(0, input.length)),
  },
]
