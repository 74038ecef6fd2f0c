import { encode } from '@ipld/dag-cbor'
import { describe, expect, test } from 'vitest'
import {
  decodeReference, encodeReference, formatReference, parseReference, toBase64url, utf8, type Reference,
} from './index.ts'

const relay = (host: string, id: string): string => `/dns4/${host}/tcp/443/wss/p2p/12D3KooW${id.repeat(44)}`
const peer = `12D3KooW${'q'.repeat(44)}`
const relays = [relay('relay-one.example.org', 'a'), relay('relay-two.example.net', 'b')]

const typical: Reference = {
  version: 1,
  kind: 'file',
  privacy: 'direct',
  secret: new Uint8Array(32).fill(1),
  author: new Uint8Array(32).fill(2),
  name: 'Holiday in the mountains.mp4',
  mediaType: 'video/mp4',
  size: 4_294_967_296,
  expiresAtMs: 1_800_000_000_000,
  hints: [{ peer, addresses: relays.map((it) => `${it}/p2p-circuit/p2p/${peer}`) }],
  relays,
  hintsSignature: new Uint8Array(64).fill(3),
}

const code = (expected: string): unknown => expect.objectContaining({ code: expected })

describe('a reference', () => {
  test('comes back from bytes and from text', () => {
    expect(decodeReference(encodeReference(typical))).toEqual(typical)
    expect(parseReference(`\n ${formatReference(typical)} \n`)).toEqual(typical)
  })

  test('with two relays and one member takes less than 600 bytes', () => {
    expect(encodeReference(typical).length).toBeLessThan(600)
  })

  test('without anything optional comes back', () => {
    const { secret, author } = typical
    const bare: Reference = { version: 1, kind: 'stream', privacy: 'relayed', secret, author, hints: [], relays: [] }
    expect(parseReference(formatReference(bare))).toEqual(bare)
  })

  test('cut short at any character is refused', () => {
    const text = formatReference(typical)
    for (let length = 0; length < text.length; length++) {
      expect(() => parseReference(text.slice(0, length))).toThrow(code('reference-malformed'))
    }
  })

  test('of a newer version, kind or privacy class asks for a newer application', () => {
    const map = { v: 1, kind: 0, class: 0, s: typical.secret, author: typical.author }
    expect(decodeReference(encode(map)).kind).toBe('file')
    for (const change of [{ v: 2 }, { kind: 7 }, { class: 2 }]) {
      expect(() => decodeReference(encode({ ...map, ...change }))).toThrow(code('reference-newer'))
    }
  })

  test('of another maker is refused', () => {
    const padded = `${formatReference(typical)}=`
    const foreign = `passel:${toBase64url(encode({ hello: 1 }))}`
    for (const text of ['', 'https://example.org', 'magnet:?xt=1', 'passel:', 'passel:???', foreign, padded]) {
      expect(() => parseReference(text)).toThrow(code('reference-malformed'))
    }
  })

  test('above 50 kB is refused before it is decoded', () => {
    expect(() => parseReference(`passel:${'A'.repeat(70_000)}`)).toThrow(code('reference-too-large'))
    expect(() => encodeReference({ ...typical, thumbnail: new Uint8Array(4097) })).toThrow(code('reference-too-large'))
    expect(() => encodeReference({ ...typical, name: 'x'.repeat(256) })).toThrow(code('reference-too-large'))
  })

  test('does not take fields from a key called __proto__', () => {
    const inner = encode({ v: 1, kind: 0, class: 0, s: typical.secret, author: typical.author })
    const outer = Uint8Array.of(0xa1, 0x69, ...utf8('__proto__'), ...inner)
    expect(() => decodeReference(outer)).toThrow(code('reference-malformed'))
  })

  test('with an address that ends in nobody is not read', () => {
    const map = { v: 1, kind: 0, class: 0, s: typical.secret, author: typical.author }
    for (const change of [{ relays: ['/p2p/'] }, { relays: ['/x/p2'], hints: [[peer, [[0, 'p/']]]] }]) {
      expect(() => decodeReference(encode({ ...map, ...change }))).toThrow(code('reference-malformed'))
    }
  })

  test('with an address that ends in nobody is not written', () => {
    const hints = [{ peer, addresses: ['/ip4/127.0.0.1/tcp/1/p2p/'] }]
    expect(() => encodeReference({ ...typical, hints })).toThrow(code('bad-option'))
  })
})
