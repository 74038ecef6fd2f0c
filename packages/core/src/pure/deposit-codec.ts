/**
 * The one question and the one answer of `/passel/keep/1`, as dag-cbor maps. Both are small: a keeper reads them from
 * anybody.
 */
import { PasselError } from '../errors.ts'
import { MAX_COLUMNS, MAX_DEPOSIT_BYTES, MAX_GRANT_BYTES, MAX_RETRY_MS } from '../limits.ts'
import { isWhole } from './bytes.ts'
import { CborMap } from './cbor-map.ts'
import { encodeCbor } from './cbor.ts'
import { DEPOSIT_REFUSALS, type DepositAnswer, type DepositRequest } from './deposit.ts'
import { PUBLIC_KEY_BYTES } from './head.ts'
import type { HeldPayload } from './held-payload.ts'
import { decodeHints, decodeRelays, encodeHints, encodeRelays } from './hint-codec.ts'
import { KEY_BYTES } from './keys.ts'
import type { Reference } from './reference.ts'

const DEPOSIT_VERSION = 1
/** Numbers on the wire are positions in these lists; append only. */
const KINDS: readonly Reference['kind'][] = ['file', 'stream', 'bundle']
const CLASSES: readonly Reference['privacy'][] = ['direct', 'relayed']
/** Letters in a word that says no. */
const MAX_REASON_CHARS = 32

/**
 * A question. Hints and relays that do not fit are left out, the last ones first. Throws `bad-option` for what no
 * keeper would read.
 */
export function encodeDepositRequest (request: DepositRequest): Uint8Array<ArrayBuffer> {
  let { hints, relays } = request.payload
  for (;;) {
    const bytes = writeRequest(request, { ...request.payload, hints, relays })
    if (bytes.length <= MAX_DEPOSIT_BYTES) return checked(bytes)
    if (relays.length > 0) relays = relays.slice(0, -1)
    else if (hints.length > 0) hints = hints.slice(0, -1)
    else throw new PasselError('bad-option', `a deposit of more than ${MAX_DEPOSIT_BYTES} bytes`)
  }
}

function checked (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  try {
    decodeDepositRequest(bytes)
  } catch (cause) {
    throw new PasselError('bad-option', 'a deposit that no keeper would read', { cause })
  }
  return bytes
}

function writeRequest ({ columns, bytes, grant }: DepositRequest, payload: HeldPayload): Uint8Array<ArrayBuffer> {
  const { swarmKey, author, privacy, kind, expiresAtMs, hints, relays } = payload
  return encodeCbor({
    v: DEPOSIT_VERSION,
    swarmKey,
    author,
    class: CLASSES.indexOf(privacy),
    kind: KINDS.indexOf(kind),
    bytes,
    columns,
    ...(expiresAtMs !== undefined && { until: expiresAtMs }),
    ...(grant !== undefined && { grant }),
    ...(hints.length > 0 && { hints: encodeHints(hints, relays) }),
    ...(relays.length > 0 && { relays: encodeRelays(relays) }),
  })
}

/** Reads a question. Throws `frame-malformed`. */
export function decodeDepositRequest (input: Uint8Array): DepositRequest {
  const map = mapOf(input)
  const relays = map.optional('relays', () => decodeRelays(map)) ?? []
  const expiresAtMs = map.optional('until', () => map.whole('until', 0, Number.MAX_SAFE_INTEGER))
  const grant = map.optional('grant', () => map.bytes('grant', 1, MAX_GRANT_BYTES))
  return {
    payload: {
      swarmKey: map.bytes('swarmKey', KEY_BYTES),
      author: map.bytes('author', PUBLIC_KEY_BYTES),
      privacy: CLASSES[map.whole('class', 0, 255)] ?? map.fail('a class that we do not know'),
      kind: KINDS[map.whole('kind', 0, 255)] ?? map.fail('a kind that we do not know'),
      ...(expiresAtMs !== undefined && { expiresAtMs }),
      hints: map.optional('hints', () => decodeHints(map, relays)) ?? [],
      relays,
    },
    columns: columnsOf(map),
    bytes: map.whole('bytes', 1, Number.MAX_SAFE_INTEGER),
    ...(grant !== undefined && { grant }),
  }
}

/** An answer. */
export function encodeDepositAnswer (answer: DepositAnswer): Uint8Array<ArrayBuffer> {
  if (answer.accepted) {
    return encodeCbor({ v: DEPOSIT_VERSION, ok: true, columns: answer.columns, until: answer.untilMs })
  }
  const { reason, retryMs } = answer
  return encodeCbor({ v: DEPOSIT_VERSION, ok: false, no: reason, ...(retryMs !== undefined && { retry: retryMs }) })
}

/** Reads an answer. Throws `frame-malformed`. */
export function decodeDepositAnswer (input: Uint8Array): DepositAnswer {
  const map = mapOf(input)
  if (map.bool('ok')) {
    return { accepted: true, columns: columnsOf(map), untilMs: map.whole('until', 0, Number.MAX_SAFE_INTEGER) }
  }
  const word = map.text('no', MAX_REASON_CHARS)
  const retryMs = map.optional('retry', () => map.whole('retry', 0, MAX_RETRY_MS))
  return {
    accepted: false,
    reason: DEPOSIT_REFUSALS.find((reason) => reason === word) ?? 'refused',
    ...(retryMs !== undefined && { retryMs }),
  }
}

function mapOf (input: Uint8Array): CborMap {
  const map = input.length > MAX_DEPOSIT_BYTES
    ? new CborMap({}, 'frame-malformed', 'deposit').fail(`more than ${MAX_DEPOSIT_BYTES} bytes`)
    : CborMap.decode(input, 'frame-malformed', 'deposit')
  map.whole('v', DEPOSIT_VERSION, DEPOSIT_VERSION)
  return map
}

/** Ascending, so that none is there twice and one set has one form. */
function columnsOf (map: CborMap): number[] {
  const columns = map.list('columns', MAX_COLUMNS)
  if (columns.length === 0) map.fail('no columns')
  let least = 0
  return columns.map((column) => {
    if (!isWhole(column, least, MAX_COLUMNS - 1)) map.fail('columns are not ascending numbers')
    least = column + 1
    return column
  })
}
