import { describe, expect, test } from 'vitest'
import { createGate, createLane } from './lanes.ts'

interface Job { readonly promise: Promise<void>, end (): void, fail (error: Error): void }

function job (): Job {
  let end = (): void => undefined
  let fail = (_error: Error): void => undefined
  const promise = new Promise<void>((resolve, reject) => { end = resolve; fail = reject })
  return { promise, end, fail }
}

async function turns (): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

describe('a lane', () => {
  test('runs one work after the other, whatever became of the one before', async () => {
    const lane = createLane()
    const log: string[] = []
    const first = job()
    const running = lane.run(async () => { log.push('first'); await first.promise })
    const next = lane.run(async () => { log.push('second'); return 2 })
    await turns()
    expect(log).toEqual(['first'])
    first.fail(new Error('no'))
    await expect(running).rejects.toThrow('no')
    expect(await next).toBe(2)
  })
})

describe('a gate', () => {
  test('lets work overlap', async () => {
    const gate = createGate()
    const [one, two] = [job(), job()]
    const log: string[] = []
    const both = Promise.all([
      gate.pass(async () => { await one.promise; log.push('one') }),
      gate.pass(async () => { await two.promise; log.push('two'); one.end() }),
    ])
    two.end()
    await both
    expect(log).toEqual(['two', 'one'])
  })

  test('lets nothing in once it is shut, and says when all are out', async () => {
    const gate = createGate()
    const inside = job()
    const passing = gate.pass(() => inside.promise)
    let out = false
    const shutting = gate.shut().then(() => { out = true })
    await expect(gate.pass(async () => undefined)).rejects.toMatchObject({ code: 'canceled' })
    await turns()
    expect(out).toBe(false)
    inside.end()
    await Promise.all([passing, shutting])
  })

  test('keeps others waiting while one is alone, and one waiting until it is', async () => {
    const gate = createGate()
    const log: string[] = []
    const [before, alone] = [job(), job()]
    const passing = gate.pass(async () => { await before.promise; log.push('before') })
    const being = gate.alone(async () => { log.push('alone'); await alone.promise })
    const after = gate.pass(async () => { log.push('after') })
    await turns()
    expect(log).toEqual([])
    before.end()
    await turns()
    expect(log).toEqual(['before', 'alone'])
    alone.fail(new Error('no'))
    await expect(being).rejects.toThrow('no')
    await Promise.all([passing, after])
    expect(log).toEqual(['before', 'alone', 'after'])
  })
})
