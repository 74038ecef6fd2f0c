import {
  decodeGrant, deriveKeys, encodeDepositAnswer, encodeDepositRequest, encodeGrant, encodeGrantTerms, formatGrant,
  grantMessage, type DepositAnswer, type DepositRequest,
} from '@passel/core/pure'
import { encode } from '@ipld/dag-cbor'
import { DIALLER, REFERENCE, RELAYS } from './make-reference.ts'
import { drawn, publicKey, signature } from './maker.ts'

const OPERATOR_SEED = drawn('operator', 32)

const TERMS = [
  { id: drawn('grant', 16), bytes: 50_000_000_000, untilMs: 1_800_000_000_000, peer: DIALLER },
  { id: drawn('another grant', 16), bytes: 1, untilMs: 0 },
]

function token (grant: typeof TERMS[number]): Uint8Array {
  const terms = encodeGrantTerms(grant)
  return encodeGrant(terms, signature(OPERATOR_SEED, grantMessage(terms)))
}

const { author, hints } = REFERENCE
const swarmKey = deriveKeys(REFERENCE.secret).swarmKey
const REQUESTS: readonly DepositRequest[] = [
  {
    payload: {
      swarmKey, author, privacy: 'direct', kind: 'file', expiresAtMs: 1_800_000_000_000, hints, relays: RELAYS,
    },
    columns: [0, 3, 254],
    bytes: 12_345_678,
    grant: token(TERMS[0]!),
  },
  { payload: { swarmKey, author, privacy: 'relayed', kind: 'bundle', hints: [], relays: [] }, columns: [1], bytes: 1 },
]
const ANSWERS: readonly DepositAnswer[] = [
  { accepted: true, columns: [0, 3], untilMs: 1_800_000_000_000 },
  { accepted: false, reason: 'quota', retryMs: 60_000 },
  { accepted: false, reason: 'grant-forged' },
]

/** In an array of its own: Node's buffers have a JSON of their own. */
const written = (value: object): Uint8Array => new Uint8Array(encode(value))

/** Questions to keepers, their answers, and grants. */
export function depositVectors () {
  const least = { v: 1, swarmKey, author, class: 0, kind: 0, bytes: 1, columns: [0] }
  const yes = { v: 1, ok: true, columns: [0], until: 1 }
  return {
    operator: publicKey(OPERATOR_SEED),
    grants: TERMS.map((grant) => ({
      grant, message: decodeGrant(token(grant)).message, token: token(grant), text: formatGrant(token(grant)),
    })),
    requests: REQUESTS.map((request) => ({ request, bytes: encodeDepositRequest(request) })),
    answers: ANSWERS.map((answer) => ({ answer, bytes: encodeDepositAnswer(answer) })),
    laterReason: { why: 'a reason of a later version', bytes: written({ v: 1, ok: false, no: 'moon-phase' }) },
    invalidRequests: [
      { why: 'version 2', bytes: written({ ...least, v: 2 }) },
      { why: 'a short key', bytes: written({ ...least, swarmKey: swarmKey.slice(1) }) },
      { why: 'no columns', bytes: written({ ...least, columns: [] }) },
      { why: 'a column twice', bytes: written({ ...least, columns: [3, 3] }) },
      { why: 'columns out of order', bytes: written({ ...least, columns: [3, 0] }) },
      { why: 'column 255', bytes: written({ ...least, columns: [255] }) },
      { why: 'no bytes', bytes: written({ ...least, bytes: 0 }) },
      { why: 'a grant of 513 bytes', bytes: written({ ...least, grant: drawn('long grant', 513) }) },
      { why: 'an unlisted relay', bytes: written({ ...least, hints: [[DIALLER, [[0, '/x']]]] }) },
      { why: 'more than 4 KiB', bytes: written({ ...least, future: drawn('future', 4096) }) },
    ],
    invalidAnswers: [
      { why: 'neither yes nor no', bytes: written({ v: 1, columns: [0], until: 1 }) },
      { why: 'a yes without time', bytes: written({ ...yes, until: null }) },
      { why: 'a yes to nothing', bytes: written({ ...yes, columns: [] }) },
      { why: 'asked again after more than a day', bytes: written({ v: 1, ok: false, no: 'full', retry: 86_400_001 }) },
    ],
  }
}
