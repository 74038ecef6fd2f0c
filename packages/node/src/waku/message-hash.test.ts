import { waku } from '@waku/sdk'
import { expect, test } from 'vitest'
import { messageHash } from './message-hash.ts'
import { shardOf } from './sharding.ts'

test.for([
  {
    payload: new Uint8Array([1, 2, 3]),
    contentTopic: '/passel/1/passel-3/proto',
    timestamp: 1_795_234_723_170_000_000n
  },
  { payload: new Uint8Array([1]), contentTopic: '/a/2/b/proto', timestamp: 1n, meta: new Uint8Array([9, 9]) },
  { payload: new Uint8Array([7]), contentTopic: '/a/2/b/proto' }
])('the hash of a message is what the SDK makes of it', (message) => {
  const expected = waku.messageHash(
    '/waku/2/rs/1/2',
    { version: 0, ephemeral: false, rateLimitProof: undefined, meta: undefined, timestamp: undefined, ...message }
  )
  expect(messageHash('/waku/2/rs/1/2', message)).toEqual(expected)
})

test('the shard depends on application and version only', () => {
  // Examples of 51/WAKU2-RELAY-SHARDING, as the SDK computes them.
  expect(shardOf('/toychat/2/huilong/proto', 8)).toBe(3)
  expect(shardOf('/0/toychat/2/anything/proto', 8)).toBe(3)
  expect(shardOf('/passel/1', 8)).toBeUndefined()
  expect(shardOf('no topic', 8)).toBeUndefined()
})
