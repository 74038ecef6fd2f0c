import { messageHash, type ArchivedMessage } from '@passel/core/archive'
import { expect, test } from 'vitest'
import { readMessageLine, writeMessageLine } from './message-line.ts'

const plain = {
  pubsubTopic: '/waku/2/rs/1/0', contentTopic: '/chat/1/ünïcode/proto', payload: new Uint8Array([0, 255, 7]),
  timestampNs: 1_795_234_723_170_000_001n
}
const message: ArchivedMessage = { ...plain, meta: new Uint8Array([1]), sdsId: 'ab', hash: messageHash(plain) }

test('a message is read as it was written, to the nanosecond', () => {
  expect(readMessageLine(writeMessageLine(message), 1)).toEqual(message)
  const { hash, meta: _, sdsId: __, ...rest } = message
  expect(readMessageLine(writeMessageLine({ ...rest, hash }), 1)).toEqual({ ...rest, hash })
})

test.each<[string, object | string, RegExp]>([
  ['something else', 'hello', /line 7: is not a JSON object/],
  ['a number for a time', { timestamp: 5 }, /line 7: timestamp is not a text/],
  ['a time with a point', { timestamp: '1.5' }, /nanoseconds/],
  ['bytes as a list', { payload: [1, 2] }, /payload is not a text/],
  ['bytes that are no base64', { payload: '***' }, /payload is not base64/],
  ['half a hash', { hash: 'abcd' }, /hash/],
  ['no topic', { contentTopic: undefined }, /contentTopic/]
])('a line with %s is refused by its number', (_, change, why) => {
  const good = JSON.parse(writeMessageLine(message)) as object
  const text = typeof change === 'string' ? change : JSON.stringify({ ...good, ...change })
  expect(() => readMessageLine(text, 7)).toThrow(why)
  expect(() => readMessageLine(text, 7)).toThrow(expect.objectContaining({ code: 'bad-option' }))
})
