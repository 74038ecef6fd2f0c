import { describe, expect, test } from 'vitest'
import { MAX_BUNDLE_RECORD_BYTES } from '../../limits.ts'
import { concat, u32 } from '../../pure/bytes.ts'
import { chatMessages } from '../../testing/chat-messages.ts'
import { RECORD } from './bundle-format.ts'
import { BundleWriter } from './bundle-writer.ts'
import { ALL, readBundleBytes as read, writeBundleBytes as write } from './bundle-bytes.ts'
import { messageHash, messageMs, type ArchivedMessage, type WakuMessage } from './message.ts'

const messages = [...chatMessages(40)]

function record (type: number, body: Uint8Array): Uint8Array {
  return concat(new Uint8Array([body.length + 1, type]), body)
}

const malformed: unknown = expect.objectContaining({ code: 'bundle-malformed' })
const hashed = (message: WakuMessage): ArchivedMessage => ({ ...message, hash: messageHash(message) })

describe('a bundle', () => {
  test('gives every message back byte for byte, however its bytes are cut', () => {
    const odd = hashed({
      pubsubTopic: '/waku/2/rs/1/7', contentTopic: '/ünïcode/1/ø/proto', payload: new Uint8Array(0),
      timestampNs: 2_000_000_000_000_000_001n, meta: new Uint8Array([0, 255])
    })
    const list = [...messages, { ...odd, sdsId: 'ab'.repeat(32) }]
    const bytes = write(list)
    for (const step of [1, 7, 1000, bytes.length]) {
      expect(read(bytes, ALL, step)).toEqual({ messages: list, forged: [] })
    }
  })

  test('is written in pieces, so that a large one needs no memory', () => {
    const writer = new BundleWriter()
    let most = 0
    for (const message of chatMessages(2_000)) {
      writer.add(message)
      for (const piece of writer.take()) most = Math.max(most, piece.length)
    }
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(2 * 65_536)
  })

  test('takes messages in order of time only, each once', () => {
    const [first, second] = messages as [ArchivedMessage, ArchivedMessage]
    for (const list of [[second, first], [first, first]]) {
      expect(() => write(list)).toThrow(expect.objectContaining({ code: 'bad-option' }))
    }
  })

  test.each<[string, Partial<ArchivedMessage>]>([
    ['without a time', { timestampNs: 0n }],
    ['larger than Waku takes', { payload: new Uint8Array(200_000) }],
    ['with meta that is too long', { meta: new Uint8Array(300) }],
    ['with an id of control characters', { sdsId: 'a\u0007' }]
  ])('takes no message %s', (_, change) => {
    const bad = { ...messages[0] as ArchivedMessage, ...change }
    expect(() => write([bad])).toThrow(expect.objectContaining({ code: 'bad-option' }))
  })
})

describe('a message whose bytes are not those of its hash', () => {
  test('is left out, and every other given', () => {
    const [first, second, third] = messages as [ArchivedMessage, ArchivedMessage, ArchivedMessage]
    const altered = { ...second, payload: Uint8Array.from(second.payload, (byte, i) => i === 9 ? byte ^ 1 : byte) }
    const found = read(write([first, altered, third]))
    expect(found.messages).toEqual([first, third])
    expect(found.forged).toEqual([second.timestampNs])
  })
})

describe('malformed is a bundle', () => {
  const whole = write(messages)
  const [first, second] = messages as [ArchivedMessage, ArchivedMessage]

  test.each<[string, Uint8Array]>([
    ['of nothing', new Uint8Array(0)],
    ['that is cut short', whole.subarray(0, -3)],
    ['that goes on behind its end', concat(whole, new Uint8Array([2, RECORD.filler, 0]))],
    ['with an empty record', concat(new Uint8Array([0]), whole)],
    ['with a record longer than any', concat(new Uint8Array([255, 255, 255, 127]), new Uint8Array(100))],
    ['with a length that never ends', new Uint8Array([255, 255, 255, 255, 255, 255])],
    ['with a message before its topic', record(RECORD.message, new Uint8Array(30))],
    ['that counts wrong', record(RECORD.end, u32(3))],
    ['with the same message twice', concat(write([first]).subarray(0, -6), messageRecord(first), record(3, u32(2)))],
    ['out of order', concat(write([second]).subarray(0, -6), messageRecord(first), record(RECORD.end, u32(2)))]
  ])('%s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(malformed)
  })

  test('with messages outside the time that the index says: none comes from the future', () => {
    const span = { fromMs: messageMs(first), toMs: messageMs(messages.at(-1) as ArchivedMessage), count: 40 }
    expect(read(whole, span).messages).toHaveLength(40)
    expect(() => read(whole, { ...span, toMs: span.toMs - 1 })).toThrow(malformed)
    expect(() => read(whole, { ...span, fromMs: span.fromMs + 1 })).toThrow(malformed)
  })

  test('with more messages than the index says', () => {
    expect(() => read(whole, { ...ALL, count: 39 })).toThrow(malformed)
  })
})

function messageRecord (message: ArchivedMessage): Uint8Array {
  const alone = write([message])
  const topic = alone[0] as number
  return alone.slice(topic + 1, -6)
}

test('the longest record is longer than what the largest message needs', () => {
  const writer = new BundleWriter()
  const largest = {
    ...messages[0] as ArchivedMessage, payload: new Uint8Array(160 * 1024), meta: new Uint8Array(256),
    sdsId: 'a'.repeat(128)
  }
  writer.add(largest)
  expect(writer.bytes).toBeLessThan(MAX_BUNDLE_RECORD_BYTES)
})
