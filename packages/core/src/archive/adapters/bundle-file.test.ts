import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { concat } from '../../pure/bytes.ts'
import { chatMessages } from '../../testing/chat-messages.ts'
import { filterHas } from '../pure/filter.ts'
import { messageHash, type ArchivedMessage } from '../pure/message.ts'
import { PAYLOAD_HEAD } from '../pure/payload-head.ts'
import { readBundle } from './read-bundle.ts'
import { writeBundle, type WrittenBundle } from './write-bundle.ts'

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
const messages = [...chatMessages(3_000)]

async function * inBatches (list: readonly ArchivedMessage[], size = 500): AsyncGenerator<readonly ArchivedMessage[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size)
}

const write = (list: readonly ArchivedMessage[]): Promise<WrittenBundle> => writeBundle(() => inBatches(list), random)

async function * cut (bytes: Uint8Array, step: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.slice(at, at + step)
}

type Claims = Parameters<typeof readBundle>[1]

async function read (bytes: Uint8Array, claims: Claims, step = 5_000, into: ArchivedMessage[] = []): Promise<number> {
  let forged = 0
  for await (const batch of readBundle(cut(bytes, step), claims, () => { forged++ })) into.push(...batch)
  return forged
}

function claimsOf ({ bytes, ...rest }: WrittenBundle): Claims {
  return { ...rest, bytes: bytes.length }
}

describe('a compressed bundle', () => {
  test('gives its messages back, however it is cut', async () => {
    const written = await write(messages)
    for (const step of [61, 999, written.bytes.length]) {
      const found: ArchivedMessage[] = []
      expect(await read(written.bytes, claimsOf(written), step, found)).toBe(0)
      expect(found).toEqual(messages)
    }
  })

  test('says what it holds', async () => {
    const written = await write(messages)
    expect(written).toMatchObject({ count: 3_000, fromMs: 1_790_000_000_000 })
    expect(messages.every(({ hash }) => filterHas(written.filter, hash))).toBe(true)
  })

  test('is at most six tenths of what it holds', async () => {
    const raw = messages.reduce((sum, { payload, contentTopic }) => sum + payload.length + contentTopic.length + 8, 0)
    expect((await write(messages)).bytes.length / raw).toBeLessThan(0.6)
  })

  test('of messages that shrink as no honest ones do is still no bomb', async () => {
    const zeros = Array.from({ length: 400 }, (_, i) => {
      const message = {
        pubsubTopic: 'p', contentTopic: 'c', payload: new Uint8Array(19_000), timestampNs: BigInt(i + 1) * 1_000_000n
      }
      return { ...message, hash: messageHash(message) }
    })
    const written = await write(zeros)
    expect(written.plainBytes / written.bytes.length).toBeLessThan(100)
    const found: ArchivedMessage[] = []
    await read(written.bytes, claimsOf(written), 5_000, found)
    expect(found).toEqual(zeros)
  })
})

describe('refused is a payload', () => {
  const bomb = concat(PAYLOAD_HEAD, deflateRawSync(Buffer.alloc(64 * 1024 * 1024)))
  const claims = { fromMs: 0, toMs: 1, count: 1_000, bytes: bomb.length, plainBytes: 64 * 1024 * 1024 }

  test('that says it becomes a hundred times its size', async () => {
    await expect(read(bomb, claims)).rejects.toMatchObject({ code: 'bundle-bomb' })
  })

  test('that becomes more than it says, before it has become that', async () => {
    const records = new Uint8Array(900_000).map((_, i) => [2, 9, 0][i % 3] as number) // of a type that is skipped
    const lie = concat(PAYLOAD_HEAD, deflateRawSync(records))
    await expect(read(lie, { ...claims, bytes: lie.length, plainBytes: 10_000 }))
      .rejects.toMatchObject({ code: 'bundle-bomb' })
    const large = concat(PAYLOAD_HEAD, deflateRawSync(concat(...new Array<Uint8Array>(20).fill(records))))
    await expect(read(large, { ...claims, bytes: 200_000, plainBytes: 20_000_000 }))
      .rejects.toMatchObject({ code: 'bundle-bomb' })
  })

  test.each<[string, (bundle: Uint8Array) => Uint8Array]>([
    ['of nothing', () => new Uint8Array(0)],
    ['of something else', () => new Uint8Array(300).fill(65)],
    ['of a newer version', (bundle) => bundle.with(8, 2)],
    ['cut short', (bundle) => bundle.slice(0, -40)],
    ['longer than it says', (bundle) => concat(bundle, new Uint8Array(10))],
    ['changed in the middle', (bundle) => bundle.map((byte, i) => i > 400 && i < 500 ? byte ^ 0xaa : byte)]
  ])('%s', async (_, change) => {
    const written = await write(messages)
    await expect(read(change(written.bytes), claimsOf(written))).rejects.toMatchObject({ code: 'bundle-malformed' })
  })
})

test('what its source failed with comes through', async () => {
  const written = await write(messages)
  async function * broken (): AsyncGenerator<Uint8Array> {
    yield written.bytes.slice(0, 100)
    throw new Error('the line is cut')
  }
  const batches = readBundle(broken(), claimsOf(written), () => undefined)
  await expect(batches.next()).rejects.toMatchObject({ code: 'bundle-malformed' })
})
