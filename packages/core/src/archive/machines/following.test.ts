import { generateKeyPairSync, sign, verify, createPublicKey, type KeyObject } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { ANNOUNCEMENT_AHEAD_MS } from '../../limits.ts'
import { encodeAnnouncement, joinAnnouncement, type Announcement } from '../pure/announcement.ts'
import type { BundleEntry } from '../pure/entry.ts'
import { announcementMessage, deedMessage, seriesId, type Deed, type DeedRole } from '../pure/series.ts'
import { Following, type FollowingEffect } from './following.ts'

interface Key { readonly public: Uint8Array, readonly secret: KeyObject }

function createKey (): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { public: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)), secret: privateKey }
}

const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const signed = (by: Key, message: Uint8Array): Uint8Array => new Uint8Array(sign(null, message, by.secret))
const verified = (key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  verify(null, message, createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' }), signature)

const author = createKey()
const NOW_MS = 1_795_000_000_000
const entry: BundleEntry = {
  reference: {
    version: 1, kind: 'bundle', privacy: 'relayed', secret: new Uint8Array(32).fill(3),
    author: new Uint8Array(32).fill(4), hints: [], relays: []
  },
  fromMs: NOW_MS - 2_000, toMs: NOW_MS - 1_000, count: 10, bytes: 1_000, plainBytes: 2_000
}

function deed (by: Key, role: DeedRole, key: Key): Deed {
  return { role, key: key.public, signature: signed(by, deedMessage(seriesId(author.public), role, key.public)) }
}

function announce (sequence: number, change: Partial<Announcement> = {}, by = author): Uint8Array {
  const body = encodeAnnouncement({
    root: author.public, deeds: [], secret: new Uint8Array(32), sequence, atMs: NOW_MS, bundles: 1, count: 10,
    part: { reference: entry.reference, number: 0 }, newest: [entry], ...change
  })
  return joinAnnouncement(body, signed(by, announcementMessage(body)))
}

let following: Following
beforeEach(() => { following = new Following(author.public) })

/** Hears it, with real signatures; the codes of what was refused, and the lanes that got something new. */
function hear (bytes: Uint8Array): { refused: string[], news: string[] } {
  const out: FollowingEffect[] = []
  const now = { mono: 0, wall: NOW_MS }
  following.handle({ type: 'heard', bytes }, now, out)
  for (const effect of out) {
    if (effect.type !== 'verify') continue
    const ok = effect.checks.every(({ key, message, signature }) => verified(key, message, signature))
    following.handle({ type: 'verified', op: effect.op, ok }, now, out)
  }
  return {
    refused: out.flatMap((effect) => effect.type === 'refused' ? [effect.error.code] : []),
    news: out.flatMap((effect) => effect.type === 'lane' ? [effect.lane.name] : [])
  }
}

const sequences = (): number[] => following.lanes().map(({ announcement }) => announcement.sequence)

describe('the author\'s announcements', () => {
  test('are followed to the highest number; a lower one, replayed, changes nothing', () => {
    expect(hear(announce(4)).news).toEqual(['author'])
    expect(hear(announce(9)).news).toEqual(['author'])
    expect(hear(announce(5))).toEqual({ refused: [], news: [] })
    expect(hear(announce(9))).toEqual({ refused: [], news: [] })
    expect(sequences()).toEqual([9])
  })

  test('of one number that differ are a conflict, told once and kept as proof; a higher one ends it', () => {
    hear(announce(4))
    const other = announce(4, { count: 11 })
    expect(hear(other)).toEqual({ refused: ['author-conflict'], news: ['author'] })
    expect(following.lanes()[0]).toMatchObject({ announcement: { count: 10 }, conflict: other })
    expect(hear(announce(4, { count: 12 })).refused).toEqual([])
    expect(hear(announce(5)).news).toEqual(['author'])
    expect(following.lanes()[0]?.conflict).toBeUndefined()
  })

  test.each<[string, () => Uint8Array, string]>([
    ['signed by somebody else', () => announce(4, {}, createKey()), 'series-forged'],
    ['changed after it was signed', () => announce(4).with(60, 7), 'series-forged'],
    ['of another series', () => announce(4, { root: createKey().public }), 'series-forged'],
    ['of the day after tomorrow', () => announce(4, { atMs: NOW_MS + 2 * ANNOUNCEMENT_AHEAD_MS }), 'series-malformed'],
    ['that lists messages of the future', () => announce(4, { newest: [{ ...entry, toMs: NOW_MS + 60_000 }] }),
      'index-malformed'],
    ['that is none', () => new Uint8Array(90), 'series-malformed'],
    ['that is cut short', () => announce(4).slice(0, -1), 'series-malformed'],
    ['that is too large', () => new Uint8Array(5_000), 'series-malformed']
  ])('are refused when one is %s, and what was known stays', (_, bad, code) => {
    hear(announce(3))
    expect(hear(bad())).toEqual({ refused: [code], news: [] })
    expect(sequences()).toEqual([3])
  })
})

describe('a successor', () => {
  const heir = createKey()
  const deeds = [deed(author, 'successor', heir)]

  test('goes on when the author\'s key is lost, and outdoes whoever found it', () => {
    hear(announce(8))
    expect(hear(announce(9, { deeds }, heir)).news).toEqual(['author'])
    expect(hear(announce(50))).toEqual({ refused: [], news: [] })
    expect(sequences()).toEqual([9])
  })

  test('may name another, and so on', () => {
    const third = createKey()
    expect(hear(announce(1, { deeds: [...deeds, deed(heir, 'successor', third)] }, third)).news).toEqual(['author'])
  })

  test.each<[string, Deed[]]>([
    ['whom nobody named', [deed(heir, 'successor', heir)]],
    ['who was named to publish beside the author', [{ ...deed(author, 'publisher', heir), role: 'successor' }]]
  ])('%s is refused', (_, forged) => {
    expect(hear(announce(9, { deeds: forged }, heir)).refused).toEqual(['series-forged'])
  })
})

describe('publishers beside the author', () => {
  const other = createKey()

  test('have a lane of their own: two at once are no conflict', () => {
    hear(announce(4))
    expect(hear(announce(4, { deeds: [deed(author, 'publisher', other)] }, other)).refused).toEqual([])
    expect(following.lanes()).toHaveLength(2)
  })

  test('cannot let others publish', () => {
    const third = createKey()
    const deeds = [deed(author, 'publisher', other), deed(other, 'publisher', third)]
    expect(hear(announce(1, { deeds }, third)).refused).toEqual(['series-malformed'])
  })

  test('of some number are followed, more are not', () => {
    for (let i = 0; i < 70; i++) {
      const one = createKey()
      hear(announce(1, { deeds: [deed(author, 'publisher', one)] }, one))
    }
    expect(following.lanes()).toHaveLength(64)
  })
})

test('of a flood only a few are verified at a time', () => {
  const out: FollowingEffect[] = []
  for (let i = 1; i <= 100; i++) {
    following.handle({ type: 'heard', bytes: announce(i) }, { mono: 0, wall: NOW_MS }, out)
  }
  expect(out.filter(({ type }) => type === 'verify')).toHaveLength(16)
})

test('an announcement is small, and as large as it gets it can still be carried', () => {
  const usual = announce(12_345, { newest: Array.from({ length: 16 }, () => entry) })
  expect(usual.length).toBeLessThanOrEqual(1_500)
  const relay = '/dns4/relay.example.org/tcp/443/wss'
  const hint = (i: number) => ({ peer: `peer-${i}`.padEnd(52, 'x'), addresses: [relay] })
  const reference = { ...entry.reference, hints: [hint(1), hint(2)], relays: [relay] }
  const deeds = Array.from({ length: 8 }, () => deed(author, 'successor', author))
  const largest = announce(1, { deeds, part: { reference, number: 4_000 } })
  expect(largest.length).toBeLessThan(3_968)
})
