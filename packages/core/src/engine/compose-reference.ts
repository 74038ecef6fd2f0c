import type { Address, PrivacyClass } from '../ids.ts'
import { MAX_KEEPERS_NAMED, MAX_RELAYS_NAMED } from '../limits.ts'
import type { AuthorKeys } from '../ports.ts'
import { hintsMessage } from '../pure/hint-codec.ts'
import { deriveKeys } from '../pure/keys.ts'
import type { Hint, Reference } from '../pure/reference.ts'
import type { SendOptions } from './options.ts'
import type { OpenedSource } from './source.ts'

export interface ReferenceParts {
  readonly opened: OpenedSource
  readonly author: AuthorKeys
  readonly privacy: PrivacyClass
  readonly options: SendOptions
  readonly secret: Uint8Array
  /** Where we can be dialled now, if anywhere. */
  readonly self: Hint | undefined
  readonly relays: readonly Address[]
  /** Who will keep it, for who comes when we are gone. */
  readonly keepers: readonly Hint[]
  readonly expiresAtMs: number
}

/** Makes a payload's reference before its first byte is read; its hints are signed so that nobody can redirect them. */
export async function composeReference (parts: ReferenceParts): Promise<Reference> {
  const { opened, author, privacy, options, secret } = parts
  const name = options.name ?? opened.name
  const mediaType = options.mediaType ?? opened.mediaType
  const size = options.size ?? opened.size
  const own = parts.self === undefined || parts.self.addresses.length === 0 ? [] : [parts.self]
  const hints = [...own, ...parts.keepers.slice(0, MAX_KEEPERS_NAMED)]
  const relays = parts.relays.slice(0, MAX_RELAYS_NAMED)
  const unsigned = {
    version: 1 as const,
    kind: options.kind ?? (opened.ref.kind === 'stream' ? 'stream' as const : 'file' as const),
    privacy,
    secret,
    author: author.public,
    ...(name === undefined ? {} : { name }),
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(size === undefined ? {} : { size }),
    ...(options.thumbnail === undefined ? {} : { thumbnail: options.thumbnail }),
    expiresAtMs: parts.expiresAtMs,
    hints,
    relays
  }
  return { ...unsigned, hintsSignature: await author.sign(hintsMessage(deriveKeys(secret).swarmId, hints, relays)) }
}
