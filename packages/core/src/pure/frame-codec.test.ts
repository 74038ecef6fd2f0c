import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo } from '../ids.ts'
import { encodeHeader } from './header-codec.ts'
import { Header } from './wire/wire.ts'
import {
  concat, decodeFrames, encodeFrame, FrameReader, type ChunkRange, type FrameSink, type WireFrame,
} from './index.ts'

const bytes = (length: number, seed = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 255)
const range = (first: number, count: number): ChunkRange => ({ first: chunkNo(first), count })
const head = { page: pageNo(3), digest: bytes(32), final: true, signature: bytes(64) }

const ignore = (): void => undefined

const frames: WireFrame[] = [
  { type: 'open', name: bytes(32), nonce: bytes(32, 2), mac: bytes(32, 3) },
  { type: 'proof', mac: bytes(32, 4) },
  { type: 'close', reason: 'refused' },
  { type: 'have', ranges: [range(0, 1), range(7, 100_000), range(2 ** 18 + 5, 3)] },
  { type: 'have', ranges: [] },
  { type: 'head', head },
  { type: 'want-pages', first: pageNo(0), count: 4 },
  {
    type: 'request',
    items: [{ chunk: chunkNo(0), offset: 0, length: 262144 }, { chunk: chunkNo(2 ** 18), offset: 65000, length: 1 }],
  },
  { type: 'cancel', chunks: [chunkNo(0), chunkNo(2 ** 22 + 2 ** 18 - 1)] },
  { type: 'refuse', chunks: [chunkNo(2 ** 18 - 1)] },
  {
    type: 'peers',
    peers: [{ peer: '12D3KooW', addresses: ['/ip4/127.0.0.1/tcp/1'] }, { peer: 'Qm', addresses: [] }],
    relays: ['/dns4/a'],
  },
  { type: 'receipt', receipt: { key: 0, finalPage: bytes(32), signature: bytes(64) } },
  { type: 'release', signature: bytes(64) },
  { type: 'columns', columns: [0, 7, 254], full: false },
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
  const stream = concat(...all.flatMap(([frame, tail], i) =>
    encodeFrame(i * 1000, frame, tail.length > 0 ? tail : undefined)))

  test('of every kind come back', () => {
    expect(decodeFrames(stream)).toEqual(all.map(([frame, tail], i) => ({ channel: i * 1000, frame, tail })))
  })

  test('come back whatever the cuts', () => {
    for (const size of [1, 2, 3, 7, 1000, 65_536]) {
      const seen: WireFrame[] = []
      const reader = new FrameReader({ frame: (_, frame) => seen.push(frame), tail: ignore })
      for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size))
      expect(reader.atBoundary).toBe(true)
      expect(seen).toEqual(all.map(([frame]) => frame))
    }
  })

  test('hand a tail on as views of what came in', () => {
    const tail = bytes(50_000)
    const piece = concat(...encodeFrame(1, { type: 'data', chunk: chunkNo(9), offset: 5 }, tail))
    const parts: Uint8Array[] = []
    new FrameReader({ frame: ignore, tail: (part) => { parts.push(part) } }).push(piece)
    expect(parts).toEqual([tail])
    expect(parts[0]?.buffer).toBe(piece.buffer)
  })

  test('of an unknown kind are skipped with their tail', () => {
    const unknown = concat(new Uint8Array([10, 8, 1, 16, 3, 0xfa, 0x3f, 3, 1, 2, 3]), bytes(3))
    const seen: unknown[] = []
    const note = (what: unknown): void => { seen.push(what) }
    new FrameReader({ frame: (_, frame) => note(frame), tail: note })
      .push(concat(unknown, ...encodeFrame(2, { type: 'ping', token: 7 })))
    expect(seen).toEqual([{ type: 'ping', token: 7 }])
  })

  test('a slice header written by hand is what protobuf makes', () => {
    for (const channel of [0, 1, 127, 128, 2 ** 31, 2 ** 32 - 1]) {
      for (const chunk of [0, 5, 300, 2 ** 18 - 1, 2 ** 18 + 77, 2 ** 22 + 2 ** 18 - 1]) {
        for (const offset of [0, 1, 65_000, 200_000]) {
          const frame: WireFrame = { type: 'data', chunk: chunkNo(chunk), offset }
          const [start] = encodeFrame(channel, frame, bytes(62_144))
          const header = encodeHeader(channel, frame, 62_144)
          expect(start).toEqual(concat(new Uint8Array([header.length]), header))
        }
      }
    }
  })

  test('name members until the header is full', () => {
    const addresses = Array.from({ length: 16 }, () => 'x'.repeat(512))
    const peers = Array.from({ length: 32 }, (_, i) => ({ peer: `peer${i}`, addresses }))
    const [back] = decodeFrames(concat(...encodeFrame(0, { type: 'peers', peers, relays: [] })))
    expect(back?.frame).toEqual({ type: 'peers', peers: peers.slice(0, 2), relays: [] })
  })
})

describe('a frame is malformed', () => {
  const raw = (header: Partial<Header>, tail = 0): Uint8Array => {
    const encoded = Header.encode({ channel: 1, ...header })
    return concat(new Uint8Array([encoded.length & 127 | 128, encoded.length >> 7]), encoded, new Uint8Array(tail))
  }
  const tooMuch = { runs: new Uint8Array([0, 0xff, 0xff, 0xff, 0x7f]), first: 0, bits: new Uint8Array(0) }
  // From chunk 2^18 on, 2^18 + 1 of them: a loop over them would be a hold-up.
  const tooMuchParity = { ...tooMuch, runs: new Uint8Array([0x80, 0x80, 0x10, 0x81, 0x80, 0x10]) }
  // The chunk behind the last number that any payload can have, 2^22 + 2^18.
  const beyond = { ...tooMuch, runs: new Uint8Array([0x80, 0x80, 0x90, 0x02, 1]) }

  test.each<[string, Uint8Array]>([
    ['its header is longer than any header', new Uint8Array([0x81, 0xa0, 0x01])],
    ['the length of its header has no end', new Uint8Array([0x80, 0x80, 0x80])],
    ['its header is no protobuf', new Uint8Array([2, 0xff, 0xff])],
    ['its tail is longer than any tail', raw({ data: { chunk: 0, offset: 0 }, tail: 65_537 })],
    ['a kind that is not known has more tail than any', new Uint8Array([4, 16, 0x81, 0x80, 4])],
    ['a slice is of a chunk no payload has', raw({ data: { chunk: 2 ** 22 + 2 ** 18, offset: 0 }, tail: 1 }, 1)],
    ['a slice has no tail', raw({ data: { chunk: 0, offset: 0 } })],
    ['a slice ends outside its chunk', raw({ data: { chunk: 0, offset: 262_143 }, tail: 2 }, 2)],
    ['a control frame has a tail', raw({ ping: { token: 1 }, tail: 1 }, 1)],
    ['it names a chunk no payload has', raw({ cancel: { chunks: [2 ** 22 + 2 ** 18] } })],
    ['it asks for nothing', raw({ request: { items: [{ chunk: 0, offset: 0, length: 0 }] } })],
    ['it asks for bytes behind a chunk', raw({ request: { items: [{ chunk: 0, offset: 262_143, length: 2 }] } })],
    ['it asks for pages no payload has', raw({ wantPages: { first: 4095, count: 2 } })],
    ['a signature is short', raw({ release: { signature: new Uint8Array(63) } })],
    ['a have-map says more than a payload holds', raw({ have: tooMuch })],
    ['a have-map says more parity than a frame may', raw({ have: tooMuchParity })],
    ['a have-map names a chunk no payload has', raw({ have: beyond })],
  ])('when %s', (_, frame) => {
    expect(() => decodeFrames(frame)).toThrow(expect.objectContaining({ code: 'frame-malformed' }))
  })

  test('and nothing is read behind it', () => {
    const seen: unknown[] = []
    const sink: FrameSink = { frame: (_, frame) => { seen.push(frame) }, tail: ignore }
    const reader = new FrameReader(sink)
    const next = concat(...encodeFrame(0, { type: 'ping', token: 1 }))
    const errors = [raw({ release: { signature: new Uint8Array(1) } }), next].map((piece) => {
      try {
        return reader.push(piece)
      } catch (error) {
        return error
      }
    })
    expect(errors[0]).toMatchObject({ code: 'frame-malformed' })
    expect(errors[1]).toBe(errors[0])
    expect(seen).toEqual([])
  })
})
