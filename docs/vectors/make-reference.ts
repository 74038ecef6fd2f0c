import {
  bucketOf, deriveKeys, encodeReference, formatReference, hintsMessage, receiptSeed, REFERENCE_PREFIX, type Reference,
} from '@passel/core/pure'
import { encode } from '@ipld/dag-cbor'
import { base58btc } from 'multiformats/bases/base58'
import { drawn, peerIdBytes, publicKey, signature } from './maker.ts'

/** Secret, author and members of every vector. */
export const SECRET = drawn('secret', 32)
export const AUTHOR_SEED = drawn('author', 32)
export const DIALLER_ID = peerIdBytes(publicKey(drawn('dialler', 32)))
export const LISTENER_ID = peerIdBytes(publicKey(drawn('listener', 32)))
export const DIALLER = base58btc.baseEncode(DIALLER_ID)
export const LISTENER = base58btc.baseEncode(LISTENER_ID)
export const RELAYS = ['one', 'two'].map((name) =>
  `/dns4/${name}.relay.example.org/tcp/443/wss/p2p/${base58btc.baseEncode(peerIdBytes(publicKey(drawn(name, 32))))}`)

/** Every key that comes from a secret. */
export function keyVectors () {
  const keys = deriveKeys(SECRET)
  const buckets = [1, 16, 1000].map((of) => ({ of, bucket: bucketOf(keys.swarmKey, of) }))
  return { secret: SECRET, ...keys, buckets, receiptSeed: receiptSeed(SECRET) }
}

function signed (reference: Reference): Reference {
  const message = hintsMessage(deriveKeys(reference.secret).swarmId, reference.hints, reference.relays)
  return { ...reference, hintsSignature: signature(AUTHOR_SEED, message) }
}

/** The reference of payload.json. */
export const REFERENCE: Reference = signed({
  version: 1,
  kind: 'file',
  privacy: 'direct',
  secret: SECRET,
  author: publicKey(AUTHOR_SEED),
  name: 'Straße nach Süden.txt',
  mediaType: 'text/plain',
  size: 3000,
  expiresAtMs: 1_800_000_000_000,
  hints: [
    { peer: DIALLER, addresses: RELAYS.map((relay) => `${relay}/p2p-circuit/p2p/${DIALLER}`) },
    { peer: LISTENER, addresses: [`/ip4/192.0.2.7/udp/4001/webrtc-direct/p2p/${LISTENER}`, '/ip4/192.0.2.7/tcp/4001'] },
  ],
  relays: RELAYS,
})

/** References in every form, and texts that are none. */
export function referenceVectors () {
  const { secret, author } = REFERENCE
  const bare: Reference = { version: 1, kind: 'stream', privacy: 'relayed', secret, author, hints: [], relays: [] }
  const decorated: Reference = { ...bare, kind: 'bundle', thumbnail: drawn('thumbnail', 64), name: '' }
  const text = formatReference(REFERENCE)
  const least = { v: 1, kind: 0, class: 0, s: secret, author }
  const other = (change: object): string =>
    REFERENCE_PREFIX + Buffer.from(encode({ ...least, ...change })).toString('base64url')
  return {
    authorSeed: AUTHOR_SEED,
    hintsMessage: hintsMessage(deriveKeys(secret).swarmId, REFERENCE.hints, REFERENCE.relays),
    valid: [REFERENCE, bare, decorated].map((reference) => (
      { reference, bytes: encodeReference(reference), text: formatReference(reference) }
    )),
    valid_with_unknown_field: other({ future: [1, 2, 3] }),
    invalid: [
      { why: 'cut short', text: text.slice(0, -1), code: 'reference-malformed' },
      { why: 'cut short by three characters', text: text.slice(0, -3), code: 'reference-malformed' },
      { why: 'something behind it', text: `${text}AAAA`, code: 'reference-malformed' },
      { why: 'another prefix', text: text.replace('passel', 'parcel'), code: 'reference-malformed' },
      { why: 'a character of base64', text: `${text.slice(0, 50)}+${text.slice(51)}`, code: 'reference-malformed' },
      { why: 'a short secret', text: other({ s: secret.slice(1) }), code: 'reference-malformed' },
      { why: 'an unlisted relay', text: other({ hints: [[DIALLER, [[0, '/x']]]] }), code: 'reference-malformed' },
      { why: 'version 2', text: other({ v: 2 }), code: 'reference-newer' },
      { why: 'an unknown kind', text: other({ kind: 3 }), code: 'reference-newer' },
      { why: 'an unknown privacy class', text: other({ class: 2 }), code: 'reference-newer' },
      { why: 'a name that is bytes', text: other({ name: secret }), code: 'reference-malformed' },
    ],
  }
}
