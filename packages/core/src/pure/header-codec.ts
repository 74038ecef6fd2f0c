/** Frames to protobuf headers and back. Whatever comes from a peer is checked against every bound here, once. */
import { assertNever, chunkNo, pageNo, type ChunkNo, type PageNo } from '../ids.ts'
import { PasselError } from '../errors.ts'
import {
  CHUNK_BYTES, MAX_ADDRESS_CHARS, MAX_ADDRESSES, MAX_COLUMNS, MAX_NAMED_CHUNKS, MAX_PAGES, MAX_PEER_ID_CHARS,
  MAX_PEERS_NAMED, MAX_RECEIPT_KEYS, MAX_REQUEST_ITEMS,
} from '../limits.ts'
import { isVisibleAscii } from './bytes.ts'
import { DIGEST_BYTES } from './cid.ts'
import { CLOSE_REASONS, type RequestItem, type WireFrame } from './frame.ts'
import { decodeHave, encodeHave } from './have-codec.ts'
import { SIGNATURE_BYTES } from './head.ts'
import { JOIN_BYTES } from './join-proof.ts'
import type { Head, Receipt } from './page.ts'
import { CHUNK_NUMBERS } from './parity-name.ts'
import type { Hint } from './reference.ts'
import {
  Header, type Columns, type Head as WireHead, type Item, type Member, type Peers, type Receipt as WireReceipt,
} from './wire/wire.ts'

const EMPTY = new Uint8Array(0)

/** A header with its frame; `frame` is undefined for kinds that a later version added. */
export interface DecodedHeader {
  readonly channel: number
  readonly tail: number
  readonly frame: WireFrame | undefined
}

/** The protobuf header of a frame. Throws `RangeError` for a have-map that needs more than one frame. */
export function encodeHeader (channel: number, frame: WireFrame, tail: number): Uint8Array<ArrayBuffer> {
  return Header.encode({ channel, tail, ...body(frame) })
}

function body (frame: WireFrame): Partial<Header> {
  switch (frame.type) {
    case 'have': return { have: { runs: EMPTY, first: 0, bits: EMPTY, ...encodeHave(frame.ranges) } }
    case 'head': return { head: frame.head }
    case 'want-pages': return { wantPages: { first: frame.first, count: frame.count } }
    case 'request': return { request: { items: [...frame.items] } }
    case 'cancel': return { cancel: { chunks: [...frame.chunks] } }
    case 'refuse': return { refuse: { chunks: [...frame.chunks] } }
    case 'peers': return { peers: { members: frame.peers.map(member), relays: [...frame.relays] } }
    case 'receipt': return { receipt: frame.receipt }
    case 'release': return { release: { signature: frame.signature } }
    case 'columns': return { columns: { columns: [...frame.columns], full: frame.full } }
    case 'ping': return { ping: { token: frame.token } }
    case 'pong': return { pong: { token: frame.token } }
    case 'open': return { open: { name: frame.name, nonce: frame.nonce, mac: frame.mac } }
    case 'proof': return { proof: { mac: frame.mac } }
    case 'close': return { close: { reason: CLOSE_REASONS.indexOf(frame.reason) } }
    case 'page': return { page: { head: frame.head } }
    case 'data': return { data: { chunk: frame.chunk, offset: frame.offset } }
    default: return assertNever(frame)
  }
}

function member ({ peer, addresses }: Hint): Member {
  return { peer, addresses: [...addresses] }
}

/** Reads a header; throws `frame-malformed`. What it returns owns its bytes, the header's buffer may be used again. */
export function decodeHeader (bytes: Uint8Array): DecodedHeader {
  let header: Header
  try {
    header = Header.decode(bytes)
  } catch (cause) {
    throw new PasselError('frame-malformed', 'a frame header cannot be decoded', { cause })
  }
  return { channel: header.channel, tail: header.tail, frame: frameOf(header) }
}

function frameOf (h: Header): WireFrame | undefined {
  if (h.data !== undefined) {
    return { type: 'data', chunk: chunk(h.data.chunk), offset: below(h.data.offset, CHUNK_BYTES) }
  }
  if (h.request !== undefined) return { type: 'request', items: list(h.request.items, MAX_REQUEST_ITEMS).map(item) }
  if (h.have !== undefined) return { type: 'have', ranges: decodeHave(h.have) ?? malformed('have-map') }
  if (h.head !== undefined) return { type: 'head', head: head(h.head) }
  if (h.wantPages !== undefined) return { type: 'want-pages', ...wanted(h.wantPages) }
  if (h.page !== undefined) return { type: 'page', head: head(h.page.head ?? malformed('head')) }
  if (h.cancel !== undefined) return { type: 'cancel', chunks: list(h.cancel.chunks, MAX_NAMED_CHUNKS).map(chunk) }
  if (h.refuse !== undefined) return { type: 'refuse', chunks: list(h.refuse.chunks, MAX_NAMED_CHUNKS).map(chunk) }
  if (h.peers !== undefined) return { type: 'peers', ...peers(h.peers) }
  if (h.receipt !== undefined) return { type: 'receipt', receipt: receipt(h.receipt) }
  if (h.release !== undefined) return { type: 'release', signature: exactly(h.release.signature, SIGNATURE_BYTES) }
  if (h.ping !== undefined) return { type: 'ping', token: h.ping.token }
  if (h.pong !== undefined) return { type: 'pong', token: h.pong.token }
  if (h.columns !== undefined) return { type: 'columns', ...columns(h.columns) }
  if (h.open !== undefined) {
    const { name, nonce, mac } = h.open
    return {
      type: 'open', name: exactly(name, JOIN_BYTES), nonce: exactly(nonce, JOIN_BYTES), mac: exactly(mac, JOIN_BYTES),
    }
  }
  if (h.proof !== undefined) return { type: 'proof', mac: exactly(h.proof.mac, JOIN_BYTES) }
  if (h.close !== undefined) return { type: 'close', reason: CLOSE_REASONS[h.close.reason] ?? 'done' }
  return undefined
}

function malformed (what: string): never {
  throw new PasselError('frame-malformed', `a frame's ${what} is out of bounds`)
}

/** A chunk number that some payload has: a caller may size a table by it. */
function chunk (value: number): ChunkNo {
  return value < CHUNK_NUMBERS ? chunkNo(value) : malformed('chunk')
}

function below (value: number, bound: number): number {
  return value < bound ? value : malformed('number')
}

function list<T> (values: readonly T[], max: number): readonly T[] {
  return values.length <= max ? values : malformed('list')
}

/** Copies (which `slice` of a Node Buffer does not): a view would keep a transport's buffer, or change with it. */
function exactly (value: Uint8Array, length: number): Uint8Array {
  return value.length === length ? new Uint8Array(value) : malformed('field')
}

function text (value: string, max: number): string {
  return value.length <= max && isVisibleAscii(value) ? value : malformed('text')
}

function item (value: Item): RequestItem {
  const { offset, length } = value
  if (length === 0 || offset + length > CHUNK_BYTES) malformed('request')
  return { chunk: chunk(value.chunk), offset, length }
}

function wanted (value: { first: number, count: number }): { first: PageNo, count: number } {
  const first = below(value.first, MAX_PAGES)
  if (value.count === 0 || first + value.count > MAX_PAGES) malformed('count')
  return { first: pageNo(first), count: value.count }
}

function head (value: WireHead): Head {
  return {
    page: pageNo(below(value.page, MAX_PAGES)),
    digest: exactly(value.digest, DIGEST_BYTES),
    final: value.final,
    signature: exactly(value.signature, SIGNATURE_BYTES),
  }
}

function columns (value: Columns): { columns: number[], full: boolean } {
  return { columns: list(value.columns, MAX_COLUMNS).map((it) => below(it, MAX_COLUMNS)), full: value.full }
}

function receipt (value: WireReceipt): Receipt {
  return {
    key: below(value.key, MAX_RECEIPT_KEYS),
    finalPage: exactly(value.finalPage, DIGEST_BYTES),
    signature: exactly(value.signature, SIGNATURE_BYTES),
  }
}

function peers (value: Peers): { peers: Hint[], relays: string[] } {
  const addresses = (texts: readonly string[]): string[] =>
    list(texts, MAX_ADDRESSES).map((it) => text(it, MAX_ADDRESS_CHARS))
  return {
    peers: list(value.members, MAX_PEERS_NAMED)
      .map((it) => ({ peer: text(it.peer, MAX_PEER_ID_CHARS), addresses: addresses(it.addresses) })),
    relays: addresses(value.relays),
  }
}
