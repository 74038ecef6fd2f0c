/**
 * Announcements: what a series' publisher says about the newest state of its index. One alone is enough to follow the
 * series, so it can travel in a chat message (`passel-series:...`) as well as sealed over Waku.
 */
import { errorCode, PasselError } from '../../errors.ts'
import {
  ANNOUNCEMENT_TARGET_BYTES, MAX_ANNOUNCED_ENTRIES, MAX_ANNOUNCEMENT_BYTES, MAX_DEEDS, MAX_INDEX_PARTS,
  MAX_PART_ENTRIES
} from '../../limits.ts'
import { fromBase64url, toBase64url } from '../../pure/bytes.ts'
import { CborMap } from '../../pure/cbor-map.ts'
import { encodeCbor } from '../../pure/cbor.ts'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from '../../pure/head.ts'
import { KEY_BYTES } from '../../pure/keys.ts'
import { encodeReference } from '../../pure/reference-codec.ts'
import type { Reference } from '../../pure/reference.ts'
import { entryFields, readEntry, readReference, type BundleEntry } from './entry.ts'
import type { Deed } from './series.ts'

export interface Announcement {
  /** The series' first public key, which names it. */
  readonly root: Uint8Array
  /** How the signing key came to speak for the series; none: it is the first key. */
  readonly deeds: readonly Deed[]
  /** Secret of the announcements, 32 bytes; a new one shuts out whoever only had the old one. */
  readonly secret: Uint8Array
  /** Counted up with every announcement. */
  readonly sequence: number
  readonly atMs: number
  /** The newest part of the index, its number, and how much there is in all. */
  readonly part: { readonly reference: Reference, readonly number: number }
  readonly bundles: number
  readonly count: number
  /** The newest bundles, newest first: as many as fit. */
  readonly newest: readonly BundleEntry[]
  /** Time (ms) of the last message that is only in other bundles; who wants later ones needs no index. */
  readonly unlistedToMs?: number
}

/** As it travels: the signed body, byte for byte, and the signature. */
export interface SignedAnnouncement {
  readonly body: Uint8Array
  readonly signature: Uint8Array
  readonly content: Announcement
}

const VERSION = 1
const ROLES = ['successor', 'publisher'] as const

/** The key that signs an announcement. */
export function signerOf ({ root, deeds }: Announcement): Uint8Array {
  return deeds.at(-1)?.key ?? root
}

/** The body to be signed; leaves out the oldest of `newest` until it has its usual size. */
export function encodeAnnouncement (content: Announcement): Uint8Array<ArrayBuffer> {
  for (let keep = Math.min(content.newest.length, MAX_ANNOUNCED_ENTRIES); ; keep--) {
    const body = encodeBody(content, keep)
    if (keep <= 0 || body.length <= ANNOUNCEMENT_TARGET_BYTES) return body
  }
}

function encodeBody (content: Announcement, keep: number): Uint8Array<ArrayBuffer> {
  return encodeCbor({
    v: VERSION,
    root: content.root,
    ...(content.deeds.length > 0 && {
      d: content.deeds.map(({ role, key, signature }) => [ROLES.indexOf(role), key, signature])
    }),
    s: content.secret,
    q: content.sequence,
    a: content.atMs,
    r: encodeReference(content.part.reference),
    i: content.part.number,
    m: content.bundles,
    n: content.count,
    e: content.newest.slice(0, keep).map(entryFields),
    ...unlisted(content, keep)
  })
}

function unlisted ({ newest, unlistedToMs }: Announcement, keep: number): { u?: number } {
  const times = [...newest.slice(keep).map(({ toMs }) => toMs), ...unlistedToMs === undefined ? [] : [unlistedToMs]]
  return times.length === 0 ? {} : { u: Math.max(...times) }
}

/** Body and signature as one byte string. Throws `bad-option` when it is larger than what can be carried. */
export function joinAnnouncement (body: Uint8Array, signature: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = encodeCbor({ b: body, g: signature })
  if (bytes.length > MAX_ANNOUNCEMENT_BYTES) {
    const text = `an announcement has at most ${MAX_ANNOUNCEMENT_BYTES} bytes: name fewer relays`
    throw new PasselError('bad-option', text)
  }
  return bytes
}

/** Reads an announcement; whether its signatures are right is asked elsewhere. `series-malformed`, `series-newer`. */
export function decodeAnnouncement (bytes: Uint8Array): SignedAnnouncement {
  if (bytes.length > MAX_ANNOUNCEMENT_BYTES) throw new PasselError('series-malformed', 'an announcement is too large')
  const outer = CborMap.decode(bytes, 'series-malformed', 'announcement')
  const body = outer.bytes('b', 1, MAX_ANNOUNCEMENT_BYTES)
  const map = CborMap.decode(body, 'series-malformed', 'announcement')
  if (map.whole('v', 1, Number.MAX_SAFE_INTEGER) !== VERSION) {
    throw new PasselError('series-newer', 'this archive is announced by a newer version: update the application')
  }
  const content: Announcement = {
    root: map.bytes('root', PUBLIC_KEY_BYTES),
    deeds: map.optional('d', () => map.list('d', MAX_DEEDS).map((deed) => readDeed(map, deed))) ?? [],
    secret: map.bytes('s', KEY_BYTES),
    sequence: map.whole('q', 1, Number.MAX_SAFE_INTEGER),
    atMs: map.whole('a', 0, Number.MAX_SAFE_INTEGER),
    part: { reference: readReference(map, 'r'), number: map.whole('i', 0, MAX_INDEX_PARTS - 1) },
    bundles: map.whole('m', 1, MAX_INDEX_PARTS * MAX_PART_ENTRIES),
    count: map.whole('n', 1, Number.MAX_SAFE_INTEGER),
    newest: map.list('e', MAX_ANNOUNCED_ENTRIES).map((entry) => readEntry(map.child(entry))),
    ...map.optional('u', () => ({ unlistedToMs: map.whole('u', 0, Number.MAX_SAFE_INTEGER) }))
  }
  checkDeeds(map, content.deeds)
  return { body, signature: outer.bytes('g', SIGNATURE_BYTES), content }
}

function readDeed (map: CborMap, value: unknown): Deed {
  const [role, key, signature] = Array.isArray(value) ? value as unknown[] : []
  const fields = map.child({ r: role, k: key, g: signature })
  return {
    role: ROLES[fields.whole('r', 0, 1)] as Deed['role'],
    key: fields.bytes('k', PUBLIC_KEY_BYTES),
    signature: fields.bytes('g', SIGNATURE_BYTES)
  }
}

/** Who only publishes names nobody. */
function checkDeeds (map: CborMap, deeds: readonly Deed[]): void {
  if (deeds.slice(0, -1).some(({ role }) => role === 'publisher')) map.fail('a publisher cannot hand the series on')
}

/** What every announcement in text form begins with. */
const SERIES_PREFIX = 'passel-series:'

export function formatAnnouncement (bytes: Uint8Array): string {
  return SERIES_PREFIX + toBase64url(bytes)
}

/** Reads the text form; white space around it is forgiven. Throws `series-malformed`, `series-newer`. */
export function parseAnnouncement (text: string): { bytes: Uint8Array, announcement: SignedAnnouncement } {
  const trimmed = text.trim()
  if (!trimmed.startsWith(SERIES_PREFIX) || trimmed.length > SERIES_PREFIX.length + 2 * MAX_ANNOUNCEMENT_BYTES) {
    throw new PasselError('series-malformed', `an archive's announcement begins with ${SERIES_PREFIX}`)
  }
  try {
    const bytes = fromBase64url(trimmed.slice(SERIES_PREFIX.length))
    return { bytes, announcement: decodeAnnouncement(bytes) }
  } catch (cause) {
    if (errorCode(cause) !== 'io') throw cause
    throw new PasselError('series-malformed', 'announcement: cut short or mistyped', { cause })
  }
}
