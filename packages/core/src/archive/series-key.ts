/** The secret side of a series: who has it can publish. */
import { PasselError } from '../errors.ts'
import { MAX_DEEDS } from '../limits.ts'
import type { SystemPort } from '../ports.ts'
import { fromBase64url, toBase64url } from '../pure/bytes.ts'
import { CborMap } from '../pure/cbor-map.ts'
import { encodeCbor } from '../pure/cbor.ts'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from '../pure/head.ts'
import { KEY_BYTES } from '../pure/keys.ts'
import { importSigner } from './adapters/signer.ts'
import { deedMessage, seriesId, type Deed, type DeedRole } from './pure/series.ts'

export interface SeriesKey {
  /** Seed of the Ed25519 key that signs, 32 bytes. */
  readonly seed: Uint8Array
  /** The series' first public key. */
  readonly root: Uint8Array
  /** How `seed` came to speak for the series. */
  readonly deeds: readonly Deed[]
  /** Secret of the announcements, 32 bytes. */
  readonly secret: Uint8Array
}

/** A new series. Keep its key as you keep a password: with `formatSeriesKey`. */
export async function createSeries (system: SystemPort): Promise<SeriesKey> {
  const { secret: seed, public: root } = await system.createAuthorKeys()
  return { seed, root, deeds: [], secret: system.randomBytes(KEY_BYTES) }
}

/**
 * A key for somebody else. A `successor` is made in advance and kept elsewhere: whoever has it can go on when the
 * author's key is lost, and from then on the author's own announcements count no more. A `publisher` publishes beside
 * the author. Fails with `bad-option` when this key may not.
 */
export async function handOn (series: SeriesKey, role: DeedRole, system: SystemPort): Promise<SeriesKey> {
  if (series.deeds.at(-1)?.role === 'publisher') throw new PasselError('bad-option', 'only the author hands it on')
  if (series.deeds.length >= MAX_DEEDS) throw new PasselError('bad-option', 'this series was handed on too often')
  const { secret: seed, public: key } = await system.createAuthorKeys()
  const signer = await importSigner(series.seed)
  const signature = await signer.sign(deedMessage(seriesId(series.root), role, key))
  return { ...series, seed, deeds: [...series.deeds, { role, key, signature }] }
}

const PREFIX = 'passel-series-key:'

/** As text, for a file or a password manager. Whoever has it publishes in the author's name. */
export function formatSeriesKey ({ seed, root, deeds, secret }: SeriesKey): string {
  const written = deeds.map(({ role, key, signature }) => [role, key, signature])
  return PREFIX + toBase64url(encodeCbor({ k: seed, r: root, d: written, s: secret }))
}

/** Throws `series-malformed`. */
export function parseSeriesKey (text: string): SeriesKey {
  const trimmed = text.trim()
  if (!trimmed.startsWith(PREFIX)) throw new PasselError('series-malformed', `a series' key begins with ${PREFIX}`)
  const map = CborMap.decode(bytesOf(trimmed.slice(PREFIX.length)), 'series-malformed', 'key of a series')
  return {
    seed: map.bytes('k', KEY_BYTES),
    root: map.bytes('r', PUBLIC_KEY_BYTES),
    deeds: map.list('d', MAX_DEEDS).map((deed) => {
      const [role, key, signature] = Array.isArray(deed) ? deed as unknown[] : []
      const fields = map.child({ r: role, k: key, g: signature })
      return {
        role: fields.oneOf('r', ['successor', 'publisher']),
        key: fields.bytes('k', PUBLIC_KEY_BYTES),
        signature: fields.bytes('g', SIGNATURE_BYTES)
      }
    }),
    secret: map.bytes('s', KEY_BYTES)
  }
}

function bytesOf (text: string): Uint8Array {
  try {
    return fromBase64url(text)
  } catch (cause) {
    throw new PasselError('series-malformed', 'key of a series: cut short or mistyped', { cause })
  }
}
