import { expect, onTestFinished, test } from 'vitest'
import { MAX_PUBLISH_STREAMS, MAX_WAITING_SIGNALS, PUBLISH_PATIENCE_MS } from '../../limits.ts'
import { createFakeLightNode, type FakeLightNode } from './fake-light-node.ts'
import { createPublisher, type Publisher } from './publisher.ts'
import { createReach } from './reach.ts'
import { createRecent, type Recent } from './recent.ts'

/** Longer than anything takes on a busy machine. */
const SOON = { timeout: 15_000 }

const PAYLOAD = new Uint8Array([1, 2, 3])

function create (fake: FakeLightNode, recent: Recent = createRecent()): Publisher {
  const { node } = fake
  const reach = createReach(node)
  const publisher = createPublisher({ node, app: '/a/1', reach, recent, patienceMs: PUBLISH_PATIENCE_MS })
  onTestFinished(() => publisher.close())
  return publisher
}

test('what was refused is sent again as the very same message', async () => {
  const fake = createFakeLightNode()
  fake.outcomes.push('refused', 'refused')
  await create(fake).publish(3, PAYLOAD, true)
  expect(fake.sent).toHaveLength(3)
  expect(new Set(fake.sent.map(({ timestamp }) => timestamp.getTime())).size).toBe(1)
  expect(fake.sent.every(({ payload, autoRetry }) => payload === PAYLOAD && !autoRetry)).toBe(true)
})

test('messages to be stored and others go to the topic of their bucket', async () => {
  const fake = createFakeLightNode()
  const publisher = create(fake)
  await publisher.publish(3, PAYLOAD, true)
  await publisher.publish(4, PAYLOAD, false)
  expect(fake.sent.map(({ encoder }) => encoder)).toEqual([
    { contentTopic: '/a/1/passel-3/proto', ephemeral: false },
    { contentTopic: '/a/1/passel-4/proto', ephemeral: true }
  ])
})

test('the echo of what was published is known', async () => {
  const fake = createFakeLightNode()
  const recent = createRecent()
  await create(fake, recent).publish(3, PAYLOAD, true)
  expect(recent.isNew(3, PAYLOAD, fake.sent[0]!.timestamp.getTime())).toBe(false)
})

test('nothing is sent while no service node is there, and all as soon as one is', async () => {
  const fake = createFakeLightNode('Unhealthy')
  const published = create(fake).publish(3, PAYLOAD, true)
  expect(fake.sent).toHaveLength(0)
  fake.setHealth('MinimallyHealthy')
  await published
  expect(fake.sent).toHaveLength(1)
})

test('few are under way at once, those too many fail at once, and each end lets the next begin', async () => {
  const fake = createFakeLightNode()
  const ends: (() => void)[] = []
  for (let n = 0; n < MAX_WAITING_SIGNALS; n++) {
    fake.outcomes.push(new Promise((resolve) => ends.push(() => resolve('taken'))))
  }
  const publisher = create(fake)
  const published = Array.from({ length: MAX_WAITING_SIGNALS }, () => publisher.publish(3, PAYLOAD, false))
  await expect(publisher.publish(3, PAYLOAD, false)).rejects.toMatchObject({ code: 'waku-unreachable' })
  await expect.poll(() => fake.sent.length, SOON).toBe(MAX_PUBLISH_STREAMS)
  ends[0]!()
  await published[0]
  await expect.poll(() => fake.sent.length, SOON).toBe(MAX_PUBLISH_STREAMS + 1)
  for (const end of ends) end()
  await Promise.all(published)
  await publisher.publish(3, PAYLOAD, false)
})

test('one that waits for its turn is canceled without it', async () => {
  const fake = createFakeLightNode('Unhealthy')
  const publisher = create(fake)
  const busy = Array.from({ length: MAX_PUBLISH_STREAMS }, () => publisher.publish(3, PAYLOAD, false))
  const abort = new AbortController()
  const waiting = publisher.publish(3, PAYLOAD, false, abort.signal)
  abort.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'canceled' })
  publisher.close()
  for (const each of busy) await expect(each).rejects.toMatchObject({ code: 'canceled' })
})
