import type { SystemPort } from '../ports.ts'
import { hintsMessage } from '../pure/hint-codec.ts'
import { deriveKeys } from '../pure/keys.ts'
import type { Reference } from '../pure/reference.ts'

/** Hints that the author did not sign could lead anywhere: the reference is used without them. */
export async function withoutForgedHints (reference: Reference, system: SystemPort): Promise<Reference> {
  const { hintsSignature, ...rest } = reference
  const { author, secret, hints, relays } = reference
  if (hints.length === 0 && relays.length === 0) return reference
  const signed = hintsSignature !== undefined &&
    await system.verify(author, hintsMessage(deriveKeys(secret).swarmId, hints, relays), hintsSignature)
  return signed ? reference : { ...rest, hints: [], relays: [] }
}
