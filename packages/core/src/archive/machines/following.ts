/**
 * Follows one series. Whatever is heard is decoded, compared and handed out to be verified; the newest announcement of
 * each *lane* is kept. The author and successors share the lane `author`; whoever the author lets publish beside it
 * has a lane of its own, with its own sequence and index, so that two who publish at once do not meet.
 */
import { PasselError, type PasselErrorCode } from '../../errors.ts'
import type { Instant } from '../../ids.ts'
import { ANNOUNCEMENT_AHEAD_MS, MAX_LANES, MAX_VERIFYING, WAKU_CLOCK_SKEW_MS } from '../../limits.ts'
import { sameBytes, toHex } from '../../pure/bytes.ts'
import { decodeAnnouncement, signerOf, type Announcement, type SignedAnnouncement } from '../pure/announcement.ts'
import { announcementMessage, deedMessage, seriesId } from '../pure/series.ts'

/** The newest that is known of one publisher. */
export interface Lane {
  /** `author`, or the hexadecimal key of a publisher beside it. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly announcement: Announcement
  /** Another announcement with the same sequence: someone publishes with one key from two places. */
  readonly conflict?: Uint8Array
}

export interface Check { readonly key: Uint8Array, readonly message: Uint8Array, readonly signature: Uint8Array }

export type FollowingEvent =
  | { readonly type: 'heard', readonly bytes: Uint8Array }
  | { readonly type: 'verified', readonly op: number, readonly ok: boolean }

export type FollowingEffect =
  /** All of these must hold. */
  | { readonly type: 'verify', readonly op: number, readonly checks: readonly Check[] }
  /** A lane has a newer announcement, or a conflict: save it and tell. */
  | { readonly type: 'lane', readonly lane: Lane }
  | { readonly type: 'refused', readonly error: PasselError }

interface Heard { readonly bytes: Uint8Array, readonly signed: SignedAnnouncement, readonly lane: string }

export class Following {
  readonly #root: Uint8Array
  readonly #lanes = new Map<string, Lane>()
  readonly #verifying = new Map<number, Heard>()
  #ops = 0

  constructor (root: Uint8Array) {
    this.#root = root
  }

  lanes (): readonly Lane[] {
    return [...this.#lanes.values()]
  }

  handle (event: FollowingEvent, now: Instant, out: FollowingEffect[]): void {
    if (event.type === 'verified') return this.#verified(event.op, event.ok, out)
    try {
      this.#hear(event.bytes, now, out)
    } catch (error) {
      if (!(error instanceof PasselError)) throw error
      out.push({ type: 'refused', error })
    }
  }

  #hear (bytes: Uint8Array, now: Instant, out: FollowingEffect[]): void {
    const signed = decodeAnnouncement(bytes)
    const { content } = signed
    if (!sameBytes(content.root, this.#root)) refuse('series-forged', 'it is of another series')
    if (content.atMs > now.wall + ANNOUNCEMENT_AHEAD_MS) refuse('series-malformed', 'it is early: check the clock')
    if (content.newest.some(({ toMs }) => toMs > content.atMs + WAKU_CLOCK_SKEW_MS)) {
      refuse('index-malformed', 'it lists messages of the future')
    }
    const lane = laneOf(content)
    const known = this.#lanes.get(lane)
    if (known !== undefined && (sameBytes(known.bytes, bytes) || compare(content, known.announcement) < 0)) return
    if (known === undefined && this.#lanes.size === MAX_LANES) return
    if (this.#verifying.size === MAX_VERIFYING) return
    const op = ++this.#ops
    this.#verifying.set(op, { bytes, signed, lane })
    out.push({ type: 'verify', op, checks: checksOf(signed) })
  }

  #verified (op: number, ok: boolean, out: FollowingEffect[]): void {
    const heard = this.#verifying.get(op)
    if (heard === undefined) return
    this.#verifying.delete(op)
    if (!ok) {
      const error = new PasselError('series-forged', 'an announcement does not bear the signature of its series')
      out.push({ type: 'refused', error })
      return
    }
    const { bytes, signed: { content }, lane: name } = heard
    const known = this.#lanes.get(name)
    const order = known === undefined ? 1 : compare(content, known.announcement)
    if (known !== undefined && (order < 0 || sameBytes(known.bytes, bytes))) return
    if (order > 0) return this.#set({ name, bytes, announcement: content }, out)
    if (known === undefined || known.conflict !== undefined) return
    this.#set({ ...known, conflict: bytes }, out)
    const text = 'two announcements have one number: somebody publishes with one key from two places'
    out.push({ type: 'refused', error: new PasselError('author-conflict', text) })
  }

  #set (lane: Lane, out: FollowingEffect[]): void {
    this.#lanes.set(lane.name, lane)
    out.push({ type: 'lane', lane })
  }
}

/** A successor outdoes whom it follows, whatever that one still says; otherwise the higher sequence is newer. */
function compare (a: Announcement, b: Announcement): number {
  return generation(a) - generation(b) || a.sequence - b.sequence
}

function generation ({ deeds }: Announcement): number {
  return deeds.filter(({ role }) => role === 'successor').length
}

export function laneOf ({ deeds }: Pick<Announcement, 'deeds'>): string {
  const last = deeds.at(-1)
  return last?.role === 'publisher' ? toHex(last.key) : 'author'
}

/** Each deed is signed by the key before it, the body by the last. */
function checksOf ({ body, signature, content }: SignedAnnouncement): Check[] {
  const series = seriesId(content.root)
  const keys = [content.root, ...content.deeds.map(({ key }) => key)]
  const deeds = content.deeds.map(({ role, key, signature: signedBy }, i) => (
    { key: keys[i] as Uint8Array, message: deedMessage(series, role, key), signature: signedBy }
  ))
  return [...deeds, { key: signerOf(content), message: announcementMessage(body), signature }]
}

function refuse (code: PasselErrorCode, why: string): never {
  throw new PasselError(code, `an announcement is refused: ${why}`)
}
