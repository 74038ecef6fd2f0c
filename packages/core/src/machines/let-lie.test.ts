import { expect, test } from 'vitest'
import { createParityBed } from '../testing/parity-bed.ts'

test('a chunk that two members begin and let lie again and again goes to a third who has it', () => {
  const bed = createParityBed({ need: 2, of: 3, chunks: 5 })
  bed.join('first', [2, 4], { stops: true })
  // Mixed with a lie their halves count as suspect, and each begins from the front: bytes, but never a chunk.
  bed.join('liar', [2, 4], { lies: true })
  bed.join('second', [4], { stops: true })
  bed.pass(30_000)
  bed.join('whole', bed.columns(0, 1))
  bed.pass(10_000)
  expect(bed.convicted).toContain('liar')
  expect(bed.driver.snapshot()).toMatchObject({ phase: 'done' })
})
