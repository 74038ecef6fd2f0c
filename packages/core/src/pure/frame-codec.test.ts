import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo } from '../ids.ts'
import { encodeHeader } from './header-codec.ts'
import { Header } from './wire/wire.ts'
import { concat, decodeFrames, encodeFrame, FrameReader, type FrameSink, type WireFrame } from './index.ts'

const bytes = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 255)
const head = { page: pageNo(3), digest: bytes(32), final: true, signature: bytes(64) }

const frames: WireFrame[] = [
  { type: 'open', name: bytes(32), nonce: bytes(32, 2) },
  { type: 'challenge', nonce: bytes(32, 3) },
  { type: 'proof', mac: bytes(32, 4) },
  { type: 'close', reason: 'refused' },
  { type: 'have', ranges: [{ first: chunkNo(0), count: 1 }, { first: chunkNo(7), count: 100_000 }, { first: chunkNo(2 ** 31 + 5), count: 3 }] },
  { type: 'have', ranges: [] },
  { type: 'head', head },
  { type: 'want-pages', first: pageNo(0), count: 4 },
  { type: 'request', items: [{ chunk: chunkNo(0), offset: 0, length: 262144 }, { chunk: chunkNo(2 ** 31), offset: 65000, length: 1 }] },
  { type: 'cancel', chunks: [chunkNo(0), chunkNo(2 ** 32 - 1)] },
  { type: 'refuse', chunks: [chunkNo(2 ** 18 - 1)] },
  { type: 'peers', peers: [{ peer: '12D3KooW', addresses: ['/ip4/127.0.0.1/tcp/1'] }, { peer: 'Qm', addresses: [] }], relays: ['/dns4/a'] },
  { type: 'receipt', receipt: { key: 0, finalPage: bytes(32), signature: bytes(64) } },
  { type: 'release', signature: bytes(64) },
  { type: 'ping', token: 0 },
  { type: 'pong', token: 2 ** 32 - 1 },
]
const withTail: [WireFrame, Uint8Array][] = [
  [{ type: 'page', head }, bytes(40_000)],
  [{ type: 'data', chunk: chunkNo(0), offset: 0 }, bytes(1)],
  [{ type: 'data', chunk: chunkNo(200_000), offset: 196_608 }, bytes(65_000)],
]

describe('frames', () => {
  const all = [...frames.map((frame) => [frame, new Uint8Array(0)] as const), ...withTail]
  const stream = concat(...all.flatMap(([frame, tail], i) => encodeFrame(i * 1000, frame, tail.length > 0 ? tail : undefined)))

  test('of every kind come back', () => {
    expect(decodeFrames(stream)).toEqual(all.map(([frame, tail], i) => ({ channel: i * 1000, frame, tail })))
  })

  test('come back whatever the cuts', () => {
    for (const size of [1, 2, 3, 7, 1000, 65_536]) {
      const seen: WireFrame[] = []
      const reader = new FrameReader({ frame: (_, frame) => seen.push(frame), tail: () => {} })
      for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size))
      expect(reader.atBoundary).toBe(true)
      expect(seen).toEqual(all.map(([frame]) => frame))
    }
  })

  test('hand a tail on as views of what came in', () => {
    const tail = bytes(50_000)
    const piece = concat(...encodeFrame(1, { type: 'data', chunk: chunkNo(9), offset: 5 }, tail))
    const parts: Uint8Array[] = []
    new FrameReader({ frame: () => {}, tail: (part, left) => { expect(left).toBe(0); parts.push(part) } }).push(piece)
    expect(parts).toHaveLength(1)
    expect(parts[0]?.buffer).toBe(piece.buffer)
    expect(parts[0]).toEqual(tail)
  })

  test('of an unknown kind are skipped with their tail', () => {
    const unknown = concat(new Uint8Array([10, 8, 1, 16, 3, 0xfa, 0x3f, 3, 1, 2, 3]), bytes(3))
    expect(decodeFrames(concat(unknown, ...encodeFrame(2, { type: 'ping', token: 7 }))))
      .toEqual([{ channel: 2, frame: { type: 'ping', token: 7 }, tail: new Uint8Array(0) }])
  })

  test('a slice header written by hand is what protobuf makes', () => {
    for (const channel of [0, 1, 127, 128, 2 ** 31, 2 ** 32 - 1]) {
      for (const chunk of [0, 5, 300, 2 ** 18 - 1, 2 ** 31 + 77]) {
        for (const offset of [0, 1, 65_000, 200_000]) {
          const [start] = encodeFrame(channel, { type: 'data', chunk: chunkNo(chunk), offset }, bytes(62_144)) as [Uint8Array]
          const header = encodeHeader(channel, { type: 'data', chunk: chunkNo(chunk), offset }, 62_144)
          expect(start).toEqual(concat(new Uint8Array([header.length]), header))
        }
      }
    }
  })

  test('name members until the header is full', () => {
    const peers = Array.from({ length: 32 }, (_, i) => ({ peer: `peer${i}`, addresses: Array.from({ length: 16 }, () => 'x'.repeat(512)) }))
    const [back] = decodeFrames(concat(...encodeFrame(0, { type: 'peers', peers, relays: [] })))
    expect(back?.frame).toEqual({ type: 'peers', peers: peers.slice(0, 2), relays: [] })
  })
})

describe('a frame is malformed', () => {
  const bad = (bytes: Uint8Array): void => expect(() => decodeFrames(bytes)).toThrow(expect.objectContaining({ code: 'frame-malformed' }))
  const raw = (header: Partial<Header>, tail = 0): Uint8Array => {
    const encoded = Header.encode({ channel: 1, ...header })
    return concat(new Uint8Array([encoded.length & 127 | 128, encoded.length >> 7]), encoded, new Uint8Array(tail))
  }

  test('when its header is longer than any header', () => bad(new Uint8Array([0x81, 0xa0, 0x01])))
  test('when the length of its header has no end', () => bad(new Uint8Array([0x80, 0x80, 0x80])))
  test('when its header is no protobuf', () => bad(new Uint8Array([2, 0xff, 0xff])))
  test('when its tail is longer than any tail', () => bad(raw({ data: { chunk: 0, offset: 0 }, tail: 65_537 })))
  test('when a slice has no tail', () => bad(raw({ data: { chunk: 0, offset: 0 } })))
  test('when a slice ends outside its chunk', () => bad(raw({ data: { chunk: 0, offset: 262_143 }, tail: 2 }, 2)))
  test('when a control frame has a tail', () => bad(raw({ ping: { token: 1 }, tail: 1 }, 1)))
  test('when it names a chunk no payload has', () => bad(raw({ cancel: { chunks: [2 ** 18] } })))
  test('when it asks for nothing', () => bad(raw({ request: { items: [{ chunk: 0, offset: 0, length: 0 }] } })))
  test('when a signature is short', () => bad(raw({ release: { signature: new Uint8Array(63) } })))
  test('when a have-map says more than a payload holds', () =>
    bad(raw({ have: { runs: new Uint8Array([0, 0xff, 0xff, 0xff, 0x7f]), first: 0, bits: new Uint8Array(0) } })))

  test('and nothing is read behind it', () => {
    const seen: unknown[] = []
    const sink: FrameSink = { frame: (_, frame) => seen.push(frame), tail: () => {} }
    const reader = new FrameReader(sink)
    expect(() => reader.push(raw({ release: { signature: new Uint8Array(1) } }))).toThrow()
    expect(() => reader.push(concat(...encodeFrame(0, { type: 'ping', token: 1 })))).toThrow()
    expect(seen).toEqual([])
  })
})
