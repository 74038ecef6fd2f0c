import {
  bucketOf, deriveKeys, hourOf, openRecords, packRecords, proof, swarmName, toHex, type SignalBody,
} from '@passel/core/pure'
import { DIALLER, DIALLER_ID, LISTENER, LISTENER_ID, RELAYS, SECRET } from './make-reference.ts'
import { drawn } from './maker.ts'

const keys = deriveKeys(SECRET)
const other = deriveKeys(drawn('other secret', 32))
const NOW_MS = 1_795_000_000_000

/** A name and both proofs of one join. */
export function joinVectors () {
  const nonce = drawn('nonce opener', 32)
  const hour = hourOf(NOW_MS)
  const name = swarmName(keys.swarmId, LISTENER_ID, hour)
  return {
    swarmId: keys.swarmId,
    linkKey: keys.linkKey,
    opener: { peer: DIALLER, id: DIALLER_ID },
    listener: { peer: LISTENER, id: LISTENER_ID },
    atMs: NOW_MS,
    hour,
    name,
    nonce,
    dial: proof(keys.linkKey, 'dial', name, nonce, DIALLER_ID, LISTENER_ID),
    listen: proof(keys.linkKey, 'listen', name, nonce, DIALLER_ID, LISTENER_ID),
  }
}

const from = { peer: DIALLER, addresses: RELAYS.map((relay) => `${relay}/p2p-circuit/p2p/${DIALLER}`) }
const BODIES: readonly (readonly [typeof keys, SignalBody])[] = [
  [keys, { type: 'seek', from, attempt: 1, failed: [LISTENER], expiresAtMs: NOW_MS + 86_400_000 }],
  [other, { type: 'offer', from, answers: '0011223344556677', haveAll: true }],
  [keys, { type: 'holders', holders: [{ peer: LISTENER, addresses: ['/ip4/192.0.2.7/tcp/4001'] }] }],
]

/** A message of three records, two of them ours, and what a member of our swarm reads in it. */
export function signalVectors () {
  const records = BODIES.map(([of, body], i) => ({
    keys: of, nonce: drawn(`nonce ${i}`, 12), id: drawn(`id ${i}`, 8), sentAtMs: NOW_MS + i, body,
  }))
  const message = packRecords(records, (length) => drawn('padding', length))
  const opened = openRecords(message, [{ keys }]).map(({ id, sentAtMs, body }) => ({ id, sentAtMs, body }))
  return {
    signalKey: keys.signalKey,
    tagKey: keys.tagKey,
    bucketOf1000: bucketOf(keys.swarmKey, 1000),
    records: records.map(({ nonce, id, sentAtMs, body }, i) => (
      { nonce, id: toHex(id), sentAtMs, body, ours: BODIES[i]?.[0] === keys }
    )),
    message,
    opened,
  }
}
