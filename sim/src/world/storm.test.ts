import { expect, test } from 'vitest'
import { createPeer } from '@passel/core/machines'
import { runStorm } from './storm.ts'

const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

test.each(seeds)('after storm %i every getter finishes, and nobody said more on Waku than a swarm may', seed => {
  const { world, got, story } = runStorm({ seed, createPeer })
  try {
    world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 600 })
  } catch (error) {
    throw new Error(story.join('\n'), { cause: error })
  }
  const log = world.waku.log
  for (const { atMs } of log) {
    expect(log.filter(other => other.atMs > atMs - 600_000 && other.atMs <= atMs).length).toBeLessThanOrEqual(20)
  }
}, 60_000)

test('a storm is the same each time', () => {
  const run = (): string => {
    const { world } = runStorm({ seed: 7, createPeer })
    world.runFor(60)
    return world.trace.hash
  }
  expect(run()).toBe(run())
})
