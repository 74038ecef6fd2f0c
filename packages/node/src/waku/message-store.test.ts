import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WakuMessage } from '@waku/proto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { messageHash } from './message-hash.ts'
import { openMessageStore, type MessageQuery, type MessageStore, type MessageStoreOptions } from './message-store.ts'

const PUBSUB = '/waku/2/rs/4242/0'
const TOPIC = '/passel/1/passel-3/proto'
const EVERYTHING: MessageQuery = { contentTopics: [], hashes: [], forward: true, limit: 100 }
const nowNs = BigInt(Date.now()) * 1_000_000n

function message (n: number, overrides: Partial<WakuMessage> = {}): WakuMessage {
  return { payload: new Uint8Array([n]), contentTopic: TOPIC, timestamp: nowNs + BigInt(n), ...overrides }
}

function open (options: MessageStoreOptions = {}): MessageStore {
  const store = openMessageStore(options)
  onTestFinished(() => store.close())
  return store
}

function fill (store: MessageStore, ...messages: WakuMessage[]): Uint8Array[] {
  return messages.map((each) => {
    const hash = messageHash(PUBSUB, each)
    store.add(hash, PUBSUB, each)
    return hash
  })
}

function numbers (found: ReturnType<MessageStore['find']>): number[] | undefined {
  return found?.map(({ bytes }) => WakuMessage.decode(bytes).payload[0]!)
}

describe('pages', () => {
  test('forwards from the oldest, backwards from the newest, both in time order', () => {
    const store = open()
    fill(store, ...[3, 1, 4, 2].map((n) => message(n)))
    expect(numbers(store.find({ ...EVERYTHING, limit: 2 }))).toEqual([1, 2])
    expect(numbers(store.find({ ...EVERYTHING, limit: 2, forward: false }))).toEqual([3, 4])
  })

  test('go on after the cursor in the direction asked for, and end empty', () => {
    const store = open()
    const hashes = fill(store, message(1), message(2), message(3))
    expect(numbers(store.find({ ...EVERYTHING, cursor: hashes[1]! }))).toEqual([3])
    expect(numbers(store.find({ ...EVERYTHING, cursor: hashes[1]!, forward: false }))).toEqual([1])
    expect(store.find({ ...EVERYTHING, cursor: hashes[2]! })).toEqual([])
  })

  test('lose none of several messages of one time', () => {
    const store = open()
    fill(store, ...[1, 2, 3, 4, 5].map((n) => message(n, { timestamp: nowNs })))
    const seen: number[] = []
    let cursor: Uint8Array | undefined
    for (;;) {
      const page = store.find({ ...EVERYTHING, limit: 2, ...(cursor === undefined ? {} : { cursor }) })
      if (page?.length === 0) break
      seen.push(...numbers(page)!)
      cursor = page?.at(-1)?.hash
    }
    expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5])
  })

  test('refuse a cursor that is not known', () => {
    expect(open().find({ ...EVERYTHING, cursor: new Uint8Array(32) })).toBeUndefined()
  })
})

test('finds by content topic, time span and hash', () => {
  const store = open()
  const [, second] = fill(
    store,
    message(1),
    message(2),
    message(3),
    message(4, { contentTopic: '/passel/1/passel-9/proto' })
  )
  expect(numbers(store.find({ ...EVERYTHING, pubsubTopic: PUBSUB, contentTopics: [TOPIC] }))).toEqual([1, 2, 3])
  expect(numbers(store.find({ ...EVERYTHING, fromNs: nowNs + 2n, toNs: nowNs + 3n }))).toEqual([2, 3])
  expect(numbers(store.find({ ...EVERYTHING, hashes: [second!] }))).toEqual([2])
  expect(numbers(store.find({ ...EVERYTHING, pubsubTopic: '/waku/2/rs/4242/1' }))).toEqual([])
})

test('keeps a message once, however often it comes', () => {
  const store = open()
  fill(store, message(1), message(1))
  expect(numbers(store.find(EVERYTHING))).toEqual([1])
})

test('finds in a file what an earlier process put there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'passel-store-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const first = openMessageStore({ file: join(folder, 'messages.sqlite') })
  fill(first, message(1))
  first.close()
  expect(numbers(open({ file: join(folder, 'messages.sqlite') }).find(EVERYTHING))).toEqual([1])
})

test('forgets what is too old, and the oldest of too much', () => {
  const old = open({ retentionMs: 1_000 })
  fill(
    old,
    message(1, { timestamp: nowNs - 3_600_000_000_000n }),
    ...Array.from({ length: 255 }, (_, n) => message(n % 250 + 2, { timestamp: nowNs + BigInt(n) }))
  )
  expect(old.find(EVERYTHING)?.length).toBe(100)
  expect(numbers(old.find({ ...EVERYTHING, limit: 1 }))).toEqual([2])
  const small = open({ maxBytes: 1_000 })
  fill(small, ...Array.from({ length: 512 }, (_, n) => message(n % 256, { timestamp: nowNs + BigInt(n) })))
  const left = small.find({ ...EVERYTHING, limit: 1_000 }) ?? []
  expect(left.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(1_000)
})
