import { toHex } from '../pure/bytes.ts'
import { deriveSwarmId } from '../pure/keys.ts'
import type { Reference } from '../pure/reference.ts'

/** Names one transfer of an engine, stable over restarts: the same for everybody who has the reference. */
export type TransferId = string

const ID_CHARS = 16 // 64 bits name a transfer within one engine

/** The id that a reference's transfer has in every engine, whether it is there yet or not. */
export function transferIdOf (reference: Reference): TransferId {
  return idOfSwarm(deriveSwarmId(reference.secret))
}

/** The same, for whoever has derived the keys already. */
export function idOfSwarm (swarmId: Uint8Array): TransferId {
  return toHex(swarmId).slice(0, ID_CHARS)
}
