import { expect, test } from 'vitest'
import { leastSeconds } from '../theory/index.ts'
import { playVirtual } from './play-virtual.ts'
import { STORIES, type Story } from './story.ts'

const named = STORIES.map(story => [story.name, story] as const)

test.each(named)('%s is over in virtual time, no sooner than lines allow', (_, story: Story) => {
  const told = playVirtual(story, 1)
  expect(told.completion).toHaveLength(story.receivers)
  const { bytes, receivers, up } = story
  const least = leastSeconds({
    bytes, sourceUp: up, receivers: Array.from({ length: receivers }, () => ({ up, down: Infinity })),
  })
  // What was saved up while nothing moved may go at once: a rate limit is a bucket.
  expect(told.seconds).toBeGreaterThan(least * 0.8)
  expect(told.seconds).toBeLessThan(least * 1.7)
  expect(Math.max(...told.firstByte)).toBeLessThan(told.seconds)
  expect(told.senderShare).toBeGreaterThan(0)
  expect(told.senderShare).toBeLessThanOrEqual(1)
})
