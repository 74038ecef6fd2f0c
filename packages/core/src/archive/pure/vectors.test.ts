/** The vectors in docs/vectors: what this code writes and reads is what PROTOCOL.md and other implementations say. */
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import {
  announcementBucket, BundleReader, BundleWriter, checkPayloadHead, decodeAnnouncement, decodePack, decodePart,
  deriveSeriesKeys, encodeAnnouncement, encodePart, filterHas, messageHash, openAnnouncement, PAYLOAD_HEAD,
  parseAnnouncement, sdsKey, seriesId, type Announcement, type ArchivedMessage, type IndexPart,
} from './index.ts'

interface Vectors {
  readonly messages: (Omit<ArchivedMessage, 'timestampNs'> & { readonly timestampNs: string })[]
  readonly bundle: { readonly plain: Uint8Array, readonly payload: Uint8Array, readonly filter: Uint8Array }
  readonly part: { readonly content: IndexPart, readonly bytes: Uint8Array }
  readonly pack: Uint8Array
  readonly announcement: { readonly content: Announcement, readonly bytes: Uint8Array, readonly text: string }
  readonly series: {
    readonly id: Uint8Array, readonly announceKey: Uint8Array, readonly tagKey: Uint8Array, readonly bucketOf4: number
  }
  readonly sealed: Uint8Array
}

const text = readFileSync(new URL('../../../../../docs/vectors/archive.json', import.meta.url), 'utf8')
const vectors = JSON.parse(text, (_, value: unknown) =>
  typeof value === 'string' && value.startsWith('hex:') ? new Uint8Array(Buffer.from(value.slice(4), 'hex')) : value
) as Vectors
const messages = vectors.messages.map((it): ArchivedMessage => ({ ...it, timestampNs: BigInt(it.timestampNs) }))

test('a bundle is written and read', () => {
  const { plain, payload, filter } = vectors.bundle
  for (const message of messages) expect(messageHash(message)).toEqual(message.hash)
  checkPayloadHead(payload)
  expect(new Uint8Array(inflateRawSync(payload.subarray(PAYLOAD_HEAD.length)))).toEqual(plain)
  const found: ArchivedMessage[] = []
  const reader = new BundleReader({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, count: 3 }, {
    message: (message) => found.push(message), forged: () => undefined,
  })
  reader.push(plain)
  reader.end()
  expect(found).toEqual(messages)
  const writer = new BundleWriter()
  for (const message of messages) writer.add(message)
  const written = writer.end()[0] as Uint8Array
  // The noise of the vector stands before its end.
  expect(plain.subarray(0, written.length - 6)).toEqual(written.subarray(0, -6))
  for (const { hash, sdsId } of messages) {
    expect(filterHas(filter, hash)).toBe(true)
    expect(sdsId === undefined || filterHas(filter, sdsKey(sdsId))).toBe(true)
  }
})

test('a part of an index and a pack of filters are written and read', () => {
  const { content, bytes } = vectors.part
  expect(decodePart(bytes, content.number)).toEqual(content)
  expect(encodePart(content)).toEqual(bytes)
  expect(decodePack(vectors.pack)).toEqual([vectors.bundle.filter])
})

test('an announcement is read in each of its forms', () => {
  const { announcement: { content, bytes, text: asText }, series, sealed } = vectors
  expect(decodeAnnouncement(bytes).content).toEqual(content)
  expect(encodeAnnouncement(content)).toEqual(decodeAnnouncement(bytes).body)
  expect(parseAnnouncement(asText).bytes).toEqual(bytes)
  const keys = deriveSeriesKeys(content.secret)
  expect({ id: seriesId(content.root), ...keys, bucketOf4: announcementBucket(content.secret, 4) }).toEqual(series)
  expect(openAnnouncement(keys, sealed)).toEqual(bytes)
  for (let at = 0; at < sealed.length; at += 97) {
    expect(openAnnouncement(keys, sealed.with(at, (sealed[at] as number) ^ 1))).toBeUndefined()
  }
})
