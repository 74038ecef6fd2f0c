import { describe, expect, test } from 'vitest'
import { columnRows, rebuildRows } from './erasure-matrix.ts'
import { inverse, multiply, power } from './gf256.ts'

describe('the field', () => {
  test('multiplies as polynomials do, checked by shifting and adding', () => {
    const slowly = (a: number, b: number): number => {
      let sum = 0
      for (let bit = 7; bit >= 0; bit--) {
        sum = sum < 128 ? sum << 1 : sum << 1 ^ 0x11d
        if ((b >> bit & 1) !== 0) sum ^= a
      }
      return sum
    }
    const all = Array.from({ length: 256 ** 2 }, (_, i) => [i >> 8, i & 255] as const)
    expect(all.filter(([a, b]) => multiply(a, b) !== slowly(a, b))).toEqual([])
  })

  test('has an inverse of everything but 0, and powers', () => {
    for (let a = 1; a < 256; a++) expect(multiply(a, inverse(a))).toBe(1)
    expect([power(0, 0), power(0, 3), power(7, 0), power(2, 8)]).toEqual([1, 0, 1, 0x1d])
    expect(power(3, 5)).toBe([3, 3, 3, 3].reduce(multiply, 3))
  })
})

describe('the matrix', () => {
  test('leaves data columns as they are', () => {
    const rows = columnRows({ need: 3, of: 6 }, [0, 1, 2])
    expect(rows.map((row) => [...row])).toEqual([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
  })

  test('is the one that others have: the parity rows of 4 of 6', () => {
    expect(columnRows({ need: 4, of: 6 }, [4, 5]).map((row) => [...row])).toEqual([[27, 28, 18, 20], [28, 27, 20, 18]])
  })

  test('does not rebuild from the same column twice', () => {
    expect(() => rebuildRows({ need: 2, of: 4 }, [3, 3], [0])).toThrow(RangeError)
  })
})
