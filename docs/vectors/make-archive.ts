/** Vectors of archives: a bundle, a part of an index, a pack of filters, an announcement plain and sealed. */
import { deflateRawSync } from 'node:zlib'
import { drawn, publicKey, signature } from './maker.ts'
import {
  addMessage, announcementBucket, announcementMessage, BundleWriter, createFilter, deedMessage, deriveSeriesKeys,
  encodeAnnouncement, encodePack, encodePart, formatAnnouncement, joinAnnouncement, messageHash, PAYLOAD_HEAD,
  sealAnnouncement, seriesId, type ArchivedMessage, type BundleEntry, type WakuMessage,
} from '@passel/core/archive/pure'
import { concat, utf8 } from '@passel/core/pure'

const NOW_MS = 1_795_000_000_000
const AUTHOR = drawn('series author', 32)
const HEIR = drawn('series heir', 32)

const texts: readonly WakuMessage[] = [
  {
    pubsubTopic: '/waku/2/rs/1/3', contentTopic: '/sample-chat/1/lounge/proto', payload: utf8('{"text":"hello"}'),
    timestampNs: 1_794_990_000_123_000_000n,
  },
  {
    pubsubTopic: '/waku/2/rs/1/3', contentTopic: '/sample-chat/1/lounge/proto', payload: utf8('{"text":"answer"}'),
    timestampNs: 1_794_990_000_123_456_789n, meta: drawn('meta', 8),
  },
  {
    pubsubTopic: '/waku/2/rs/1/3', contentTopic: '/sample-chat/1/ünïcode/proto', payload: drawn('payload', 300),
    timestampNs: 1_794_999_000_000_000_000n,
  },
]
const ids = [undefined, 'ab'.repeat(32), undefined]
const messages = texts.map((message, i): ArchivedMessage => {
  const sdsId = ids[i]
  return { ...message, hash: messageHash(message), ...(sdsId === undefined ? {} : { sdsId }) }
})

function bundle (): { plain: Uint8Array, filter: Uint8Array } {
  const writer = new BundleWriter()
  for (const message of messages) writer.add(message)
  writer.fill(drawn('noise', 5))
  const filter = createFilter(4)
  for (const message of messages) addMessage(filter, message)
  return { plain: concat(...writer.end()), filter }
}

/** Numbers of JSON are too short for nanoseconds. */
const written = messages.map(({ timestampNs, ...rest }) => ({ ...rest, timestampNs: String(timestampNs) }))

export function archiveVectors () {
  const { plain, filter } = bundle()
  const payload = concat(PAYLOAD_HEAD, new Uint8Array(deflateRawSync(plain)))
  const reference = {
    version: 1 as const, kind: 'bundle' as const, privacy: 'relayed' as const, secret: drawn('bundle secret', 32),
    author: publicKey(drawn('bundle author', 32)), size: payload.length, expiresAtMs: NOW_MS + 86_400_000,
    hints: [], relays: [],
  }
  const entry: BundleEntry = {
    reference, fromMs: 1_794_990_000_123, toMs: 1_794_999_000_000, count: 3, bytes: payload.length,
    plainBytes: plain.length,
  }
  const before = { ...reference, secret: drawn('part secret', 32) }
  const pack = { ...reference, secret: drawn('pack secret', 32) }
  const part = {
    number: 1, packs: [pack],
    bundles: [
      { ...entry, filter: { at: 'pack' as const, pack: 0, index: 0 } },
      { ...entry, filter: { at: 'part' as const, filter } },
    ],
    before: { reference: before, fromMs: 1_700_000_000_000, toMs: 1_794_000_000_000, bundles: 64, count: 5_000 },
  }
  const root = publicKey(AUTHOR)
  const deed = deedMessage(seriesId(root), 'successor', publicKey(HEIR))
  const content = {
    root, deeds: [{ role: 'successor' as const, key: publicKey(HEIR), signature: signature(AUTHOR, deed) }],
    secret: drawn('series secret', 32), sequence: 17, atMs: NOW_MS, part: { reference: before, number: 1 }, bundles: 66,
    count: 5_006, newest: [entry], unlistedToMs: 1_794_000_000_000,
  }
  const body = encodeAnnouncement(content)
  const announcement = joinAnnouncement(body, signature(HEIR, announcementMessage(body)))
  const keys = deriveSeriesKeys(content.secret)
  return {
    messages: written,
    bundle: { plain, payload, filter },
    part: { content: part, bytes: encodePart(part) },
    pack: encodePack([filter]),
    announcement: { content, bytes: announcement, text: formatAnnouncement(announcement) },
    series: { id: seriesId(root), ...keys, bucketOf4: announcementBucket(content.secret, 4) },
    sealed: sealAnnouncement(keys, drawn('announcement nonce', 12), announcement),
  }
}
