import { expect, onTestFinished, test } from 'vitest'
import { MAX_TOPICS_PER_REQUEST, UNNOTICED_LOSS_MS } from '../../limits.ts'
import { createFakeLightNode, type FakeLightNode } from './fake-light-node.ts'
import type { History } from './history.ts'
import type { WakuHealth } from './light-node.ts'
import { createReach } from './reach.ts'
import { createWatcher, type Watcher } from './watcher.ts'

/** Longer than anything takes on a busy machine. */
const SOON = { timeout: 15_000 }

interface Case {
  readonly fake: FakeLightNode
  readonly watcher: Watcher
  readonly states: string[]
  readonly heard: string[]
  readonly lookUps: { readonly bucket: number, readonly sinceMs: number }[]
}

/** A watcher on a scripted node; `stored` is what every look into the past gives. */
function create (health: WakuHealth = 'SufficientlyHealthy', stored: readonly string[] = []): Case {
  const fake = createFakeLightNode(health)
  const states: string[] = []
  const heard: string[] = []
  const lookUps: { bucket: number, sinceMs: number }[] = []
  const history: History = {
    async * query (bucket, sinceMs) {
      lookUps.push({ bucket, sinceMs })
      for (const text of stored) yield { payload: new TextEncoder().encode(text), sentAtMs: sinceMs }
    }
  }
  const watcher = createWatcher({
    node: fake.node,
    app: '/a/1',
    reach: createReach(fake.node),
    history,
    hear: (bucket, payload) => heard.push(`${bucket} ${new TextDecoder().decode(payload)}`),
    onState: (state) => states.push(state)
  })
  onTestFinished(() => watcher.close())
  return { fake, watcher, states, heard, lookUps }
}

const topic = (bucket: number): string => `/a/1/passel-${bucket}/proto`

function deliver ({ fake }: Case, contentTopic: string): void {
  for (const [decoder, onMessage] of fake.subscribed) {
    if (decoder.contentTopic === contentTopic) {
      onMessage({ contentTopic, payload: new TextEncoder().encode('x'), timestamp: new Date() })
    }
  }
}

test('up is told when the subscription was taken, not before', async () => {
  const { fake, watcher, states } = create('Unhealthy')
  watcher.watch([3])
  fake.answers.push(false, false, true)
  fake.setHealth('MinimallyHealthy')
  await expect.poll(() => states, SOON).toEqual(['up'])
  expect(fake.answers).toHaveLength(0)
})

test('a subscription that was refused is asked for again with a new decoder, after ending the old one', async () => {
  const { fake, watcher, states } = create()
  fake.answers.push(false)
  watcher.watch([3])
  await expect.poll(() => fake.requests, SOON).toEqual([`+${topic(3)}`, `-${topic(3)}`, `+${topic(3)}`])
  expect(fake.subscribed.size).toBe(1)
  await expect.poll(() => states.at(-1), SOON).toBe('up')
})

test('a subscription that the SDK forgot, because another was first made at that moment, is made again', async () => {
  const { fake, watcher, lookUps } = create()
  watcher.watch([3])
  await expect.poll(() => lookUps.length, SOON).toBe(1)
  fake.subscribed.clear()
  await expect.poll(() => fake.subscribed.size, SOON).toBe(1)
  await expect.poll(() => lookUps.length, SOON).toBe(2)
  expect(fake.requests).toEqual([`+${topic(3)}`, `+${topic(3)}`])
})

test('buckets no longer watched are left, others are not touched', async () => {
  const { fake, watcher } = create()
  watcher.watch([3, 4])
  await expect.poll(() => fake.requests.length, SOON).toBe(2)
  watcher.watch([4, 5])
  await expect.poll(() => fake.requests.slice(2), SOON).toEqual([`-${topic(3)}`, `+${topic(5)}`])
})

test('many buckets are asked for in several requests', async () => {
  const { fake, watcher } = create()
  const calls: number[] = []
  const { subscribe } = fake.node.filter
  fake.node.filter.subscribe = async (decoders, onMessage) => {
    calls.push([decoders].flat().length)
    return await subscribe(decoders, onMessage)
  }
  watcher.watch(Array.from({ length: MAX_TOPICS_PER_REQUEST + 6 }, (_, bucket) => bucket))
  await expect.poll(() => calls, SOON).toEqual([MAX_TOPICS_PER_REQUEST, 6])
})

test('messages of buckets not watched and of other applications are not heard', async () => {
  const made = create()
  made.watcher.watch([3, 4])
  await expect.poll(() => made.states, SOON).toEqual(['up'])
  const late = [...made.fake.subscribed.values()][0]!
  made.watcher.watch([4])
  for (const contentTopic of [topic(3), '/b/1/passel-4/proto', topic(4)]) {
    late({ contentTopic, payload: new Uint8Array(), timestamp: new Date() })
  }
  expect(made.heard).toEqual(['4 '])
})

test('after the node that pushes was lost, all is subscribed anew and the time around the loss looked up', async () => {
  const { fake, watcher, heard, lookUps, states } = create('SufficientlyHealthy', ['missed'])
  watcher.watch([3])
  await expect.poll(() => lookUps.length, SOON).toBe(1)
  const before = Date.now()
  fake.loseFilter()
  await expect.poll(() => lookUps.length, SOON).toBe(2)
  expect(lookUps[1]!.sinceMs).toBeGreaterThanOrEqual(before - UNNOTICED_LOSS_MS)
  expect(lookUps[1]!.sinceMs).toBeLessThanOrEqual(Date.now() - UNNOTICED_LOSS_MS)
  expect(fake.requests).toEqual([`+${topic(3)}`, `-${topic(3)}`, `+${topic(3)}`])
  expect(heard).toEqual(['3 missed', '3 missed'])
  expect(states).toEqual(['up'])
})

test('after any peer was lost the past is looked up, once the node had time to subscribe elsewhere', async () => {
  const { fake, watcher, lookUps } = create()
  watcher.watch([3])
  await expect.poll(() => lookUps.length, SOON).toBe(1)
  fake.losePeer()
  await expect.poll(() => lookUps.length, { timeout: 5_000 }).toBe(2)
  expect(fake.requests).not.toContain(`-${topic(3)}`)
})

test('down is told at once when no service node is left', async () => {
  const { fake, watcher, states } = create()
  watcher.watch([3])
  await expect.poll(() => states, SOON).toEqual(['up'])
  fake.setHealth('Unhealthy')
  expect(states).toEqual(['up', 'down'])
})

test('closing ends every subscription of ours and is silent from then on', async () => {
  const made = create()
  made.watcher.watch([3, 4])
  await expect.poll(() => made.states, SOON).toEqual(['up'])
  await made.watcher.close()
  expect(made.fake.subscribed.size).toBe(0)
  made.fake.setHealth('Unhealthy')
  deliver(made, topic(3))
  expect([made.states, made.heard]).toEqual([['up'], []])
})
