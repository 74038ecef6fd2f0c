import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoders, tryDecoder } from './decoders.contract.ts'

describe.each(decoders)('$name', (decoder) => {
  test('is read as it was written', () => {
    for (const sample of decoder.samples) expect(tryDecoder(decoder, sample)).toBe('read')
  })

  test('is written into an array of its own, not into a pool', () => {
    for (const sample of decoder.samples) {
      expect(sample.constructor).toBe(Uint8Array)
      expect(sample.buffer.byteLength).toBe(sample.length)
    }
  })

  test('cut at any byte is read as less or refused', () => {
    for (const sample of decoder.samples) {
      for (let length = 0; length < sample.length; length++) {
        expect(['read', 'refused']).toContain(tryDecoder(decoder, sample.slice(0, length)))
      }
    }
  })

  test('with any one byte changed is read or refused', () => {
    for (const sample of decoder.samples) {
      for (let at = 0; at < sample.length; at++) {
        for (const mask of [0x01, 0xc0]) {
          const changed = sample.slice()
          changed[at] = (changed[at] as number) ^ mask
          expect(['read', 'refused']).toContain(tryDecoder(decoder, changed))
        }
      }
    }
  })

  test('of random bytes is read or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (input) => {
      decoder.repair?.(input)
      expect(['read', 'refused']).toContain(tryDecoder(decoder, input))
    }), { numRuns: 300 })
  })
})
