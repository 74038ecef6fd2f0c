import { describe, expect, test } from 'vitest'
import { firstOf } from './first-of.ts'

const never = new AbortController().signal
const soon = (): number => 5
const late = (): number => 1e9

/** Attempts that end when told to, and the order in which they began. */
function attempts () {
  const began: string[] = []
  const ends = new Map<string, { resolve (result: string): void, reject (error: Error): void }>()
  const signals = new Map<string, AbortSignal>()
  return {
    began,
    signals,
    end: (name: string) => ends.get(name)!,
    attempt (name: string, signal: AbortSignal): Promise<string> {
      began.push(name)
      signals.set(name, signal)
      return new Promise((resolve, reject) => { ends.set(name, { resolve, reject }) })
    },
  }
}

const discarded: string[] = []
const discard = (result: string): void => { discarded.push(result) }

describe('the first of several', () => {
  test('begins the next when one fails, and gives what works', async () => {
    const it = attempts()
    const first = firstOf(['a', 'b', 'c'], it.attempt, { staggerMs: late, signal: never, discard })
    it.end('a').reject(new Error('a is down'))
    await expect.poll(() => it.began).toEqual(['a', 'b'])
    it.end('b').resolve('over b')
    await expect(first).resolves.toBe('over b')
    expect(it.began).toEqual(['a', 'b'])
  })

  test('begins the next beside one that takes its time, and throws away what comes late', async () => {
    const it = attempts()
    const first = firstOf(['a', 'b'], it.attempt, { staggerMs: soon, signal: never, discard })
    await expect.poll(() => it.began).toEqual(['a', 'b'])
    it.end('b').resolve('over b')
    await expect(first).resolves.toBe('over b')
    expect(it.signals.get('a')?.aborted).toBe(true)
    expect(it.signals.get('b')?.aborted).toBe(false)
    it.end('a').resolve('over a')
    await expect.poll(() => discarded).toContain('over a')
  })

  test('gives the first failure when all fail', async () => {
    const it = attempts()
    const first = firstOf(['a', 'b'], it.attempt, { staggerMs: soon, signal: never, discard })
    await expect.poll(() => it.began).toEqual(['a', 'b'])
    it.end('b').reject(new Error('b is down'))
    it.end('a').reject(new Error('a is down'))
    await expect(first).rejects.toThrow('b is down')
  })

  test('ends at once when given up, whether or not attempts listen', async () => {
    const it = attempts()
    const given = new AbortController()
    const first = firstOf(['a', 'b'], it.attempt, { staggerMs: late, signal: given.signal, discard })
    given.abort(new Error('given up'))
    await expect(first).rejects.toThrow('given up')
    expect(it.signals.get('a')?.aborted).toBe(true)
    expect(it.began).toEqual(['a'])
  })

  test('begins nothing for nobody, or when it was given up before', async () => {
    const it = attempts()
    await expect(firstOf([], it.attempt, { staggerMs: soon, signal: never, discard })).rejects.toThrow('no candidates')
    const signal = AbortSignal.abort()
    await expect(firstOf(['a'], it.attempt, { staggerMs: soon, signal, discard })).rejects.toThrow('abort')
    expect(it.began).toEqual([])
  })
})
