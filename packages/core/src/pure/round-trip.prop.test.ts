import { gcm } from '@noble/ciphers/aes.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo } from '../ids.ts'
import { CHUNK_BYTES, MAX_CHUNKS, MAX_HAVE_BYTES } from '../limits.ts'
import {
  chunkAad, chunkCapacity, chunkNonce, concat, decodeFrames, decodeHave, decodePage, decodeReference, decodeSignalBody,
  encodeFrame, encodeHave, encodePage, encodeReference, encodeSignalBody, fromBase64url, normalizeRanges, openMeta,
  padChunk, parityName, parityNumber, plainOffset, readU32, readU64, sealMeta, splitHave, toBase64url, u32, u64,
  unpadChunk, type ChunkRange, type Hint, type PageContent, type Reference, type SignalBody, type WireFrame,
} from './index.ts'
import { decodeDataHeader, encodeDataFrame } from './data-header.ts'
import { decodeHeader } from './header-codec.ts'
import { readVarint, varintBytes, writeVarint } from './varint.ts'

const none = new Uint8Array(0)
const nothing = { runs: none, first: 0, bits: none }
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const key = exactly(32)
const u32s = fc.nat({ max: 2 ** 32 - 1 })
const safe = fc.maxSafeNat()
const ascii = (maxLength: number) =>
  fc.stringMatching(/^[\x21-\x7e]*$/, { maxLength }).filter((it) => !it.endsWith('/p2p/'))
const peer = fc.oneof(
  fc.constant('12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA'),
  fc.stringMatching(/^[\x21-\x7e]{1,60}$/)
)
const relay = fc.constantFrom('/dns4/a.example/tcp/443/wss/p2p/QmA', '/ip4/192.0.2.1/tcp/1', '/ip4/192.0.2.1')
const addressOf = (id: string) => fc.oneof(ascii(60), relay.map((it) => `${it}/p2p-circuit/p2p/${id}`), relay)
const hint: fc.Arbitrary<Hint> = peer.chain((id) =>
  fc.array(addressOf(id), { maxLength: 5 }).map((addresses) => ({ peer: id, addresses })))
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

/** Leaves out what is undefined, as the types ask for. */
const compact = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined)) as T

const reference = fc.record({
  version: fc.constant(1 as const),
  kind: fc.constantFrom('file', 'stream', 'bundle'),
  privacy: fc.constantFrom('direct', 'relayed'),
  secret: key,
  author: key,
  name: optional(fc.string({ unit: 'grapheme', maxLength: 60 })),
  mediaType: optional(fc.string({ maxLength: 60 })),
  size: optional(safe),
  thumbnail: optional(fc.uint8Array({ maxLength: 200 })),
  expiresAtMs: optional(safe),
  hints: fc.array(hint, { maxLength: 4 }),
  relays: fc.array(relay, { maxLength: 3 }),
  hintsSignature: optional(exactly(64)),
}).map((it) => compact(it) as Reference)

const ranges: fc.Arbitrary<ChunkRange[]> = fc.array(fc.record({
  first: fc.oneof(fc.nat({ max: MAX_CHUNKS - 40 }), fc.nat({ max: 400 })).map(chunkNo),
  count: fc.integer({ min: 1, max: 40 }),
}), { maxLength: 60 })

describe('comes back as it was', () => {
  test('a reference', () => {
    fc.assert(fc.property(reference, (it) => {
      expect(decodeReference(encodeReference(it))).toEqual(it)
    }))
  })

  test('a page', () => {
    const page = fc.record({
      count: fc.integer({ min: 1, max: 40 }),
      epoch: u32s,
      final: fc.boolean(),
      need: fc.integer({ min: 1, max: 255 }),
      madeAtMs: safe,
      timeToLiveMs: optional(safe),
      receiptKeys: fc.array(key, { maxLength: 5 }),
      seed: fc.nat({ max: 255 }),
    }).map(({ count, epoch, final, need, madeAtMs, timeToLiveMs, receiptKeys, seed }): PageContent => ({
      kind: 'data',
      page: pageNo(0),
      previous: null,
      first: chunkNo(0),
      chunkBytes: CHUNK_BYTES,
      epoch,
      digests: new Uint8Array(count * 32).fill(seed),
      meta: new Uint8Array(final ? 32 : 24).fill(seed),
      final,
      policy: compact({ madeAtMs, timeToLiveMs, receiptKeys, need, of: 255 }) as NonNullable<PageContent['policy']>,
    }))
    fc.assert(fc.property(page, (it) => {
      expect(decodePage(encodePage(it))).toEqual(it)
    }))
  })

  test('what a page tells its readers', () => {
    const meta = fc.oneof(fc.record({ plainOffset: safe }), safe.map((size) => ({ plainOffset: 0, size })))
    fc.assert(fc.property(key, u32s, fc.nat({ max: 4095 }), meta, (metaKey, epoch, page, it) => {
      expect(openMeta(metaKey, epoch, page, sealMeta(metaKey, epoch, page, it))).toEqual(it)
    }))
  })

  test('what a chunk carries, sealed and opened by any AES-GCM', () => {
    const sized = fc.integer({ min: 64, max: 400 })
      .chain((chunkBytes) => fc.tuple(fc.constant(chunkBytes), fc.uint8Array({ maxLength: chunkCapacity(chunkBytes) })))
    fc.assert(fc.property(sized, key, u32s, u32s, ([chunkBytes, plain], payloadKey, epoch, chunk) => {
      const cipher = () => gcm(payloadKey, chunkNonce(epoch, chunk), chunkAad(chunk))
      const sealed = cipher().encrypt(padChunk(plain, chunkBytes))
      expect(sealed).toHaveLength(chunkBytes)
      expect(unpadChunk(cipher().decrypt(sealed))).toEqual(plain)
    }))
  })

  test('a have-map, in as many frames as it takes', () => {
    fc.assert(fc.property(ranges, (it) => {
      const back = splitHave(it).flatMap((part) => decodeHave({ ...nothing, ...encodeHave(part) }))
      expect(back).toEqual(normalizeRanges(it))
    }))
  })

  test('a control frame', () => {
    const relays = fc.array(ascii(80), { maxLength: 16 })
    const frame: fc.Arbitrary<WireFrame> = fc.oneof(
      ranges.map((it) => ({ type: 'have' as const, ranges: normalizeRanges(it) })),
      fc.record({ type: fc.constant('peers' as const), peers: fc.array(hint, { maxLength: 32 }), relays })
    )
    fc.assert(fc.property(u32s, frame, (channel, it) => {
      expect(decodeFrames(concat(...encodeFrame(channel, it)))).toEqual([{ channel, frame: it, tail: none }])
    }))
  })

  test('the body of a signal', () => {
    const body: fc.Arbitrary<SignalBody> = fc.oneof(
      fc.record({
        type: fc.constant('seek' as const),
        from: hint,
        attempt: fc.integer({ min: 1 }),
        failed: fc.array(peer, { maxLength: 5 }),
        expiresAtMs: safe,
      }),
      fc.record({
        type: fc.constant('offer' as const),
        from: hint,
        answers: fc.stringMatching(/^[0-9a-f]{16}$/),
        haveAll: fc.boolean(),
      }),
      fc.record({ type: fc.constant('holders' as const), holders: fc.array(hint, { maxLength: 8 }) })
    )
    fc.assert(fc.property(body, (it) => {
      expect(decodeSignalBody(encodeSignalBody(it, 2 ** 16))).toEqual(it)
    }))
  })

  test('numbers and text', () => {
    const names = fc.integer({ min: 1, max: 253 }).chain((rows) => fc.record({
      rows: fc.constant(rows), row: fc.nat({ max: rows - 1 }), stripe: fc.nat({ max: Math.floor(2 ** 22 / rows) - 1 }),
    }))
    fc.assert(fc.property(u32s, safe, names, (small, large, { stripe, row, rows }) => {
      expect(readU32(u32(small), 0)).toBe(small)
      expect(readU64(u64(large), 0)).toBe(large)
      expect(parityName(parityNumber(stripe, row, rows), rows)).toEqual({ stripe, row })
      const varint = new Uint8Array(varintBytes(small))
      expect(writeVarint(varint, 0, small)).toBe(varint.length)
      expect(readVarint(varint, 0)).toEqual({ value: small, next: varint.length })
    }))
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      expect(fromBase64url(toBase64url(bytes))).toEqual(bytes)
    }))
  })
})

test('the short way to read a slice header never differs from the general one', () => {
  const value = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 2 ** 32 - 1 }))
  const change = fc.option(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 255 })), { nil: undefined })
  fc.assert(fc.property(value, value, value, value, change, (channel, tail, chunk, offset, changed) => {
    const header = encodeDataFrame(channel, chunk, offset, tail).slice(1)
    if (changed !== undefined) header[changed[0] % header.length] = changed[1]
    const quick = decodeDataHeader(header, 0, header.length)
    if (quick === undefined) return
    const { channel: on, tail: behind, ...frame } = quick
    expect(decodeHeader(header)).toEqual({ channel: on, tail: behind, frame: { type: 'data', ...frame } })
  }), { numRuns: 3000 })
})

describe('a have-map', () => {
  test('of every other chunk of the largest payload takes two frames', () => {
    const every = Array.from({ length: MAX_CHUNKS / 2 }, (_, i) => ({ first: chunkNo(2 * i), count: 1 }))
    const parts = splitHave(every)
    expect(parts).toHaveLength(2)
    for (const part of parts) {
      const written = encodeHave(part)
      expect('bits' in written && written.bits.length).toBe(MAX_HAVE_BYTES)
    }
  })

  test('of a whole payload takes a few bytes', () => {
    const written = encodeHave([{ first: chunkNo(0), count: MAX_CHUNKS }])
    expect('runs' in written && written.runs.length).toBe(4)
  })

  test('too large for one frame is not cut silently', () => {
    const far = Array.from({ length: 20_000 }, (_, i) => ({ first: chunkNo(i * 13), count: 1 }))
    expect(() => encodeHave(far)).toThrow(RangeError)
    expect(splitHave(far).length).toBeGreaterThan(1)
  })
})

test('chunks of a page lie one behind the other', () => {
  expect(plainOffset(1000, 3, 64)).toBe(1000 + 3 * 44)
})
