import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chatMessages } from '../../testing/chat-messages.ts'
import { ALL, readBundleBytes as read, writeBundleBytes as write } from './bundle-bytes.ts'
import { BundleReader } from './bundle-reader.ts'
import { compareMessages, messageHash, type ArchivedMessage, type WakuMessage } from './message.ts'

const messages = [...chatMessages(40)]
const whole = write(messages)
const malformed: unknown = expect.objectContaining({ code: 'bundle-malformed' })
const hashed = (message: WakuMessage): ArchivedMessage => ({ ...message, hash: messageHash(message) })

test('a bundle of whatever messages is read as it was written', () => {
  const message = fc.record({
    pubsubTopic: fc.constantFrom('/waku/2/rs/1/0', '/waku/2/rs/1/1'),
    contentTopic: fc.constantFrom('/a/1/b/proto', '/a/1/ç/proto'),
    payload: fc.uint8Array({ maxLength: 300 }),
    timestampNs: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).filter((ns) => ns < 9_000_000_000_000_000_000n)
  })
  fc.assert(fc.property(fc.uniqueArray(message, { selector: (it) => it.timestampNs }), fc.nat(50), (drawn, step) => {
    const list = drawn.map(hashed).sort(compareMessages)
    expect(read(write(list), ALL, step + 1).messages).toEqual(list)
  }))
})

test('a bundle changed in whatever way ends, and gives no message that was not in it', () => {
  fc.assert(fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
    const changed = whole.slice()
    changed[at] = (changed[at] as number) ^ mask
    const found: ArchivedMessage[] = []
    const reader = new BundleReader(ALL, { message: (message) => found.push(message), forged: () => undefined })
    try {
      reader.push(changed)
      reader.end()
    } catch (error) {
      expect(error).toEqual(malformed)
    }
    for (const message of found) expect(messages).toContainEqual(message)
  }))
})
