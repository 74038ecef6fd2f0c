import { describe, expect, test } from 'vitest'
import { Assembly } from './index.ts'

describe('a chunk put together', () => {
  test('from slices in order, one of them sent twice and one overlapping', () => {
    const chunk = new Assembly(100)
    expect(chunk.accept(0, 40)).toEqual({ skip: 0, take: 40, at: 0 })
    expect(chunk.accept(0, 40)).toMatchObject({ skip: 40, take: 0 })
    expect(chunk.accept(30, 30)).toEqual({ skip: 10, take: 20, at: 40 })
    expect(chunk.filled).toBe(60)
    expect(chunk.accept(60, 40)).toEqual({ skip: 0, take: 40, at: 60 })
    expect(chunk.complete).toBe(true)
    expect(chunk.accept(90, 10)).toMatchObject({ take: 0 })
  })

  test('takes nothing behind a gap and nothing past its end', () => {
    const chunk = new Assembly(100)
    expect(chunk.accept(1, 10)).toMatchObject({ skip: 10, take: 0 })
    expect(chunk.accept(0, 101)).toMatchObject({ skip: 101, take: 0 })
    expect(chunk.filled).toBe(0)
  })
})
