import { describe, expect, test } from 'vitest'
import { PasselError } from '../../errors.ts'
import { FEED_AHEAD_BYTES } from '../../limits.ts'
import { createVirtualClock, type VirtualClock } from '../../testing/virtual-clock.ts'
import { createFeed, type Feed, type Piece } from './feed.ts'

function rig (): { clock: VirtualClock, feed: Feed } {
  const clock = createVirtualClock()
  const feed = createFeed({
    nowMs: () => clock.nowMs,
    wallMs: () => clock.instant().wall,
    alarm: (ms, ring) => clock.after(ms, ring),
  })
  return { clock, feed }
}

/** Lets everything that can go on without time passing go on. */
async function turns (): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

async function settled (promise: Promise<Piece>): Promise<Piece | 'waits'> {
  const waits = turns().then(() => 'waits' as const)
  return await Promise.race([promise, waits])
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('a feed', () => {
  test('joins and cuts what is pushed to pieces of the size asked for', async () => {
    const { feed } = rig()
    for (const part of [bytes(1), bytes(2, 3), bytes(4, 5, 6, 7, 8)]) await feed.push(part)
    expect(await feed.next(3, 100)).toEqual({ plain: bytes(1, 2, 3), last: false })
    expect(await feed.next(4, 100)).toEqual({ plain: bytes(4, 5, 6, 7), last: false })
    await feed.push(null)
    expect(await feed.next(4, 100)).toEqual({ plain: bytes(8), last: true })
  })

  test('waits for the first byte as long as it takes, and for the rest until the time for flushing', async () => {
    const { clock, feed } = rig()
    const next = feed.next(3, 100)
    clock.runTo(5000)
    expect(await settled(next)).toBe('waits')
    await feed.push(bytes(1))
    await turns()
    clock.runTo(5099)
    expect(await settled(next)).toBe('waits')
    clock.runTo(5100)
    expect(await settled(next)).toEqual({ plain: bytes(1), last: false })
  })

  test('counts the time for flushing from the first byte, also when nobody had asked yet', async () => {
    const { clock, feed } = rig()
    await feed.push(bytes(1))
    clock.runTo(90)
    const next = feed.next(3, 100)
    await turns()
    clock.runTo(100)
    expect(await settled(next)).toEqual({ plain: bytes(1), last: false })
  })

  test('gives a piece the moment it is full', async () => {
    const { feed } = rig()
    const next = feed.next(2, 100)
    await feed.push(bytes(1))
    expect(await settled(next)).toBe('waits')
    await feed.push(bytes(2, 3))
    expect(await settled(next)).toEqual({ plain: bytes(1, 2), last: false })
    expect(feed.ready(1)).toBe(true)
    expect(feed.ready(2)).toBe(false)
  })

  test('ends with an empty piece when nothing came behind the last one', async () => {
    const { feed } = rig()
    const next = feed.next(2, 100)
    await feed.push(null)
    expect(await settled(next)).toEqual({ plain: bytes(), last: true })
    await expect(feed.push(bytes(1))).rejects.toMatchObject({ code: 'bad-option' })
  })

  test('makes who feeds it wait while much lies there', async () => {
    const { feed } = rig()
    let taken = false
    const pushing = feed.push(new Uint8Array(FEED_AHEAD_BYTES + 1)).then(() => { taken = true })
    await turns()
    expect(taken).toBe(false)
    await feed.next(1, 100)
    await pushing
    expect(taken).toBe(true)
  })

  test('fails whoever waits when it is stopped', async () => {
    const { feed } = rig()
    const next = feed.next(2, 100)
    feed.stop(new PasselError('canceled', 'closed'))
    await expect(next).rejects.toMatchObject({ code: 'canceled' })
    await expect(feed.push(bytes(1))).rejects.toMatchObject({ code: 'canceled' })
  })
})
