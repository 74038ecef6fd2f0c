import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createChunkBits } from './chunk-bits.ts'

test('a bitmap is the set of what was set and not cleared', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(300))), fc.nat(320), (changes, chunks) => {
    const bits = createChunkBits()
    const model = new Set<number>()
    for (const [set, chunk] of changes) {
      if (set) bits.set(chunk)
      else bits.clear(chunk)
      if (set) model.add(chunk)
      else model.delete(chunk)
    }
    expect(bits.count).toBe(model.size)
    const bytes = bits.bytes(chunks)
    expect(bytes.length).toBe(Math.ceil(chunks / 8))
    for (let chunk = 0; chunk < 320; chunk++) {
      expect(bits.has(chunk)).toBe(model.has(chunk))
      expect(((bytes[chunk >> 3] ?? 0) & 0x80 >> (chunk & 7)) !== 0).toBe(chunk < chunks && model.has(chunk))
    }
    bits.load(bytes)
    expect(bits.count).toBe([...model].filter((chunk) => chunk < chunks).length)
  }))
})
