import { describe, expect, test } from 'vitest'
import { createSealedCache } from './sealed-cache.ts'

const chunk = (value: number): Uint8Array => new Uint8Array(10).fill(value)

describe('the cache of sealed chunks', () => {
  test('gives copies, so that a chunk can leave more than once', () => {
    const cache = createSealedCache(100)
    cache.put(1, 5, chunk(7))
    const first = cache.get(1, 5)
    first?.fill(0)
    expect(cache.get(1, 5)).toEqual(chunk(7))
    expect(cache.get(1, 6)).toBeUndefined()
    expect(cache.get(2, 5)).toBeUndefined()
  })

  test('gives them in a buffer that fits, and in a new one where it does not', () => {
    const cache = createSealedCache(100)
    cache.put(1, 5, chunk(7))
    const [fitting, other] = [new ArrayBuffer(10), new ArrayBuffer(9)]
    expect(cache.get(1, 5, fitting)).toEqual(chunk(7))
    expect(new Uint8Array(fitting)).toEqual(chunk(7))
    expect(cache.get(1, 5, other)).toEqual(chunk(7))
  })

  test('has no more bytes than it may, and drops first what has left, then what is oldest', () => {
    const cache = createSealedCache(30)
    for (const number of [1, 2, 3]) cache.put(1, number, chunk(number))
    cache.get(1, 2)
    cache.put(1, 4, chunk(4))
    expect([1, 2, 3, 4].map((number) => cache.get(1, number) !== undefined)).toEqual([true, false, true, true])
    for (const number of [5, 6, 7]) cache.put(1, number, chunk(number))
    expect([1, 3, 4].map((number) => cache.get(1, number))).toEqual([undefined, undefined, undefined])
  })

  test('gives memory back at once', () => {
    const cache = createSealedCache(10)
    const [old, replaced] = [chunk(1), chunk(2)]
    cache.put(1, 1, old)
    cache.put(1, 2, replaced)
    expect(old.length).toBe(0)
    cache.put(1, 2, chunk(3))
    expect(replaced.length).toBe(0)
    expect(cache.get(1, 2)).toEqual(chunk(3))
  })

  test('forgets one swarm and no other', () => {
    const cache = createSealedCache(100)
    cache.put(1, 1, chunk(1))
    cache.put(2, 1, chunk(2))
    cache.forget(1)
    expect([cache.get(1, 1), cache.get(2, 1)]).toEqual([undefined, chunk(2)])
  })
})
