import { describe, expect, test } from 'vitest'
import { chunkCapacity, chunkNonce, padChunk, toHex, unpadChunk } from './index.ts'

const malformed: unknown = expect.objectContaining({ code: 'chunk-malformed' })

describe('a chunk', () => {
  test('carries 20 bytes less than it has', () => {
    expect(chunkCapacity(262144)).toBe(262124)
    expect(padChunk(new Uint8Array(262124), 262144)).toHaveLength(262144 - 16)
    expect(() => padChunk(new Uint8Array(262125), 262144)).toThrow(RangeError)
  })

  test('that claims more bytes than it has is refused', () => {
    const padded = padChunk(new Uint8Array(10), 64)
    padded[3] = 45
    expect(() => unpadChunk(padded)).toThrow(malformed)
    padded[0] = 255
    expect(() => unpadChunk(padded)).toThrow(malformed)
    expect(() => unpadChunk(new Uint8Array(3))).toThrow(malformed)
  })

  test('with anything but zeros behind its bytes is refused: it could not be sealed again', () => {
    const padded = padChunk(new Uint8Array(10), 64)
    padded[47] = 1
    expect(() => unpadChunk(padded)).toThrow(malformed)
  })

  test('has a nonce of its epoch and its number', () => {
    expect(toHex(chunkNonce(0xdeadbeef, 258))).toBe('deadbeef0000000000000102')
    expect(toHex(chunkNonce(1, 2 ** 31 + 5))).toBe('000000010000000080000005')
  })
})
