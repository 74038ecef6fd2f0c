/** The fields of each journal record, read strictly: a checksum tells a torn write, not a foreign or broken writer. */
import type { PasselErrorCode } from '../errors.ts'
import {
  MAX_ADDRESSES, MAX_CHUNKS, MAX_COLUMNS, MAX_HINTS, MAX_HOLDERS, MAX_PAGE_CHUNKS, MAX_PAGES, MAX_RECEIPT_KEYS,
} from '../limits.ts'
import { isWhole } from './bytes.ts'
import type { CborMap } from './cbor-map.ts'
import { DIGEST_BYTES } from './cid.ts'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from './head.ts'
import { decodeAddress, decodeRelays, isPeerId } from './hint-codec.ts'
import type {
  HeadRecord, HolderRecord, HoldRecord, KnownLength, PageRecord, Run, SourceRecord, TargetRecord, TransferRecord,
} from './journal-types.ts'
import { KEY_BYTES } from './keys.ts'
import { MAX_STRIPES } from './parity-name.ts'
import type { Hint } from './reference.ts'
import type { Scheme } from './stripes.ts'

const MAX = Number.MAX_SAFE_INTEGER
const U32 = 2 ** 32 - 1
/** Of bytes and texts; a record's own length is the tighter bound. */
const ANY_LENGTH = 2 ** 16

/** Builds a record of its type; fails through `map`. */
export function readRecord (type: TransferRecord['type'], map: CborMap): TransferRecord {
  switch (type) {
    case 'send': return {
      type,
      reference: map.bytes('reference', 0, ANY_LENGTH),
      authorSecret: map.bytes('authorSecret', 0, ANY_LENGTH),
      chunkBytes: map.whole('chunkBytes', 1, U32),
      source: readSource(map.child(map.get('source'))),
      until: map.oneOf('until', ['sealed', 'received', 'held', 'forever']),
      ...(map.has('audience') && { audience: map.oneOf('audience', ['group']) }),
      ...readScheme(map),
    }
    case 'get': return {
      type,
      reference: map.bytes('reference', 0, ANY_LENGTH),
      target: readTarget(map.child(map.get('target'))),
    }
    case 'source': return { type, source: readSource(map.child(map.get('source'))) }
    case 'sealed': return {
      type,
      first: map.whole('first', 0, MAX_CHUNKS),
      epoch: map.whole('epoch', 0, U32),
      digests: map.bytes('digests', 0, ANY_LENGTH),
      plainBytes: map.whole('plainBytes', 0, MAX),
      last: map.bool('last'),
    }
    case 'page': return readPage(map)
    case 'kept': return { type, chunk: map.whole('chunk', 0, U32), ...readKnown(map) }
    case 'checkpoint': return { type, runs: map.list('runs', ANY_LENGTH).map((run) => readRun(map.child(run))) }
    case 'have': return {
      type,
      bits: map.bytes('bits', 0, ANY_LENGTH),
      ...readKnown(map),
      ...(map.has('column') && { column: map.whole('column', 0, MAX_COLUMNS - 1) }),
    }
    case 'placing': return { type, path: map.text('path', ANY_LENGTH) }
    case 'receipt': return {
      type,
      key: map.whole('key', 0, MAX_RECEIPT_KEYS - 1),
      signature: map.bytes('signature', SIGNATURE_BYTES),
    }
    case 'paused': return { type, paused: map.bool('paused') }
    case 'failed': return { type, code: map.text('code', ANY_LENGTH) as PasselErrorCode }
    case 'conflict': return { type, heads: map.list('heads', ANY_LENGTH).map((head) => readHead(map.child(head))) }
    case 'finished': case 'forgotten': return { type }
    case 'hold': return readHold(map)
    case 'parity': return {
      type,
      first: map.whole('first', 0, MAX_STRIPES),
      digests: map.bytes('digests', DIGEST_BYTES, MAX_PAGE_CHUNKS * DIGEST_BYTES),
    }
    case 'holders': return {
      type, holders: map.list('holders', MAX_HOLDERS).map((holder) => readHolder(map.child(holder))),
    }
    case 'release': return { type, signature: map.bytes('signature', SIGNATURE_BYTES) }
    case 'columns': return { type, columns: readColumns(map) }
  }
}

function readHold (map: CborMap): HoldRecord {
  const expiresAtMs = map.optional('expiresAtMs', () => map.whole('expiresAtMs', 0, MAX))
  return {
    type: 'hold',
    swarmKey: map.bytes('swarmKey', KEY_BYTES),
    author: map.bytes('author', PUBLIC_KEY_BYTES),
    privacy: map.oneOf('privacy', ['direct', 'relayed']),
    kind: map.oneOf('kind', ['file', 'stream', 'bundle']),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    hints: map.list('hints', MAX_HINTS).map((hint) => readHint(map.child(hint))),
    relays: decodeRelays(map),
    columns: readColumns(map),
  }
}

function readHint (map: CborMap): Hint {
  const peer = map.get('peer')
  return {
    peer: isPeerId(peer) ? peer : map.fail('a member is not named'),
    addresses: map.list('addresses', MAX_ADDRESSES).map((it) => decodeAddress(it, '', [], map)),
  }
}

function readHolder (map: CborMap): HolderRecord {
  return { ...readHint(map), columns: readColumns(map), heldAtMs: map.whole('heldAtMs', 0, MAX) }
}

function readColumns (map: CborMap): number[] {
  return map.list('columns', MAX_COLUMNS).map((column) =>
    isWhole(column, 0, MAX_COLUMNS - 1) ? column : map.fail('a column is out of bounds'))
}

function readScheme (map: CborMap): { scheme?: Scheme } {
  if (!map.has('scheme')) return {}
  const scheme = map.child(map.get('scheme'))
  const of = scheme.whole('of', 1, MAX_COLUMNS)
  return { scheme: { need: scheme.whole('need', 1, of), of } }
}

function readPage (map: CborMap): PageRecord {
  const size = map.optional('size', () => map.whole('size', 0, MAX))
  const plainEnd = map.optional('plainEnd', () => map.whole('plainEnd', 0, MAX))
  const plainOffset = map.optional('plainOffset', () => map.whole('plainOffset', 0, MAX))
  const receiptKeys = map.optional('receiptKeys', () => map.whole('receiptKeys', 0, MAX_RECEIPT_KEYS))
  const keepUntilMs = map.optional('keepUntilMs', () => map.whole('keepUntilMs', 0, MAX))
  const signature = map.optional('signature', () => map.bytes('signature', SIGNATURE_BYTES))
  return {
    type: 'page',
    page: map.whole('page', 0, MAX_PAGES - 1),
    digest: map.bytes('digest', DIGEST_BYTES),
    at: map.whole('at', 0, MAX),
    length: map.whole('length', 0, MAX),
    kind: map.oneOf('kind', ['data', 'parity']),
    first: map.whole('first', 0, U32),
    count: map.whole('count', 0, MAX_CHUNKS),
    epoch: map.whole('epoch', 0, U32),
    chunkBytes: map.whole('chunkBytes', 1, U32),
    ...(plainOffset !== undefined && { plainOffset }),
    final: map.bool('final'),
    ...(size !== undefined && { size }),
    ...(plainEnd !== undefined && { plainEnd }),
    ...(signature !== undefined && { signature }),
    ...(map.has('adopted') && { adopted: map.bool('adopted') || map.fail('adopted is true or absent') }),
    ...readScheme(map),
    ...(receiptKeys !== undefined && { receiptKeys }),
    ...(keepUntilMs !== undefined && { keepUntilMs }),
  }
}

function readSource (map: CborMap): SourceRecord {
  const kind = map.oneOf('kind', ['path', 'blob', 'stream'])
  if (kind === 'stream') return { kind }
  const state = { size: map.whole('size', 0, MAX), modifiedMs: readMs(map) }
  return kind === 'path' ? { kind, path: map.text('path', ANY_LENGTH), ...state } : { kind, ...state }
}

/** File systems give fractions of a millisecond; kept as they are, they compare. */
function readMs (map: CborMap): number {
  const value = map.get('modifiedMs')
  return typeof value === 'number' ? value : map.fail('modifiedMs is not a number')
}

function readTarget (map: CborMap): TargetRecord {
  const kind = map.oneOf('kind', ['path', 'store'])
  return kind === 'store' ? { kind } : { kind, path: map.text('path', ANY_LENGTH), part: map.text('part', ANY_LENGTH) }
}

function readKnown (map: CborMap): { known?: KnownLength } {
  if (!map.has('known')) return {}
  const known = map.child(map.get('known'))
  return { known: { chunk: known.whole('chunk', 0, MAX_CHUNKS), plainBytes: known.whole('plainBytes', 0, MAX) } }
}

function readRun (map: CborMap): Run {
  return { first: map.whole('first', 0, U32), count: map.whole('count', 0, U32) }
}

function readHead (map: CborMap): HeadRecord {
  return {
    page: map.whole('page', 0, MAX_PAGES - 1),
    digest: map.bytes('digest', DIGEST_BYTES),
    final: map.bool('final'),
    signature: map.bytes('signature', SIGNATURE_BYTES),
  }
}
