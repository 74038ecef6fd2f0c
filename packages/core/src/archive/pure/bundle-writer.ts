import { PasselError } from '../../errors.ts'
import { MAX_BUNDLE_MESSAGES, MAX_BUNDLE_PLAIN_BYTES, MAX_BUNDLE_TOPICS } from '../../limits.ts'
import { u32, utf8 } from '../../pure/bytes.ts'
import { varintBytes, writeVarint } from '../../pure/varint.ts'
import { CHECK_BYTES, FLAG, MESSAGE_HEAD_BYTES, RECORD } from './bundle-format.ts'
import { checkMessage, compareMessages, type ArchivedMessage } from './message.ts'

/** Bytes gathered before they are handed on. */
const PIECE_BYTES = 64 * 1024

/** Writes one bundle in pieces of about 64 KiB, in bounded memory. */
export class BundleWriter {
  #piece = new Uint8Array(2 * PIECE_BYTES)
  #view = new DataView(this.#piece.buffer)
  #at = 0
  #pieces: Uint8Array[] = []
  readonly #topics = new Map<string, number>()
  #last: ArchivedMessage | undefined
  #count = 0
  #bytes = 0

  /** Messages so far. */
  get count (): number {
    return this.#count
  }

  /** Bytes so far, before compression. */
  get bytes (): number {
    return this.#bytes
  }

  /**
   * Adds the next message. Throws `bad-option` for one that cannot be archived, is not after the last one, or is one
   * too many.
   */
  add (message: ArchivedMessage): void {
    checkMessage(message)
    if (this.#last !== undefined && compareMessages(this.#last, message) >= 0) {
      throw new PasselError('bad-option', 'messages of a bundle go in order of time, each of them once')
    }
    if (this.#count === MAX_BUNDLE_MESSAGES || this.#bytes > MAX_BUNDLE_PLAIN_BYTES / 2) {
      throw new PasselError('bad-option', 'a bundle is full: begin another')
    }
    this.#message(this.#topic(message), message)
    this.#last = message
    this.#count++
  }

  /** Adds bytes that readers skip. */
  fill (noise: Uint8Array): void {
    this.#begin(RECORD.filler, noise.length)
    this.#put(noise)
  }

  /** What was written since the last time, in whole pieces. */
  take (): Uint8Array[] {
    const taken = this.#pieces
    this.#pieces = []
    return taken
  }

  /** Ends the bundle and gives what is left. */
  end (): Uint8Array[] {
    this.#begin(RECORD.end, 4)
    this.#put(u32(this.#count))
    this.#cut()
    return this.take()
  }

  #topic ({ pubsubTopic, contentTopic }: ArchivedMessage): number {
    const name = `${pubsubTopic}\0${contentTopic}`
    const known = this.#topics.get(name)
    if (known !== undefined) return known
    if (this.#topics.size === MAX_BUNDLE_TOPICS) {
      throw new PasselError('bad-option', `a bundle has at most ${MAX_BUNDLE_TOPICS} topics: begin another`)
    }
    const [pubsub, content] = [utf8(pubsubTopic), utf8(contentTopic)]
    this.#begin(RECORD.topic, varintBytes(pubsub.length) + pubsub.length + content.length)
    this.#varint(pubsub.length)
    this.#put(pubsub)
    this.#put(content)
    this.#topics.set(name, this.#topics.size)
    return this.#topics.size - 1
  }

  #message (topic: number, { timestampNs, hash, meta, sdsId, payload }: ArchivedMessage): void {
    const id = sdsId === undefined ? undefined : utf8(sdsId)
    const parts = [meta, id].filter((part) => part !== undefined)
    const head = varintBytes(topic) + 1 + 8 + CHECK_BYTES
    this.#begin(RECORD.message, parts.reduce((sum, { length }) => sum + varintBytes(length) + length, head) +
      payload.length)
    this.#varint(topic)
    this.#piece[this.#at++] = (meta === undefined ? 0 : FLAG.meta) | (id === undefined ? 0 : FLAG.sdsId)
    this.#view.setBigUint64(this.#at, timestampNs)
    this.#at += 8
    this.#put(hash.subarray(0, CHECK_BYTES))
    for (const part of parts) {
      this.#varint(part.length)
      this.#put(part)
    }
    this.#put(payload)
  }

  #begin (type: number, bodyBytes: number): void {
    if (this.#at > 0 && this.#at + bodyBytes > PIECE_BYTES) this.#cut()
    this.#room(bodyBytes + MESSAGE_HEAD_BYTES)
    this.#bytes += varintBytes(bodyBytes + 1) + 1 + bodyBytes
    this.#varint(bodyBytes + 1)
    this.#piece[this.#at++] = type
  }

  #room (bytes: number): void {
    if (this.#at + bytes <= this.#piece.length) return
    const larger = new Uint8Array(this.#at + bytes)
    larger.set(this.#piece.subarray(0, this.#at))
    this.#piece = larger
    this.#view = new DataView(larger.buffer)
  }

  #varint (value: number): void {
    this.#at = writeVarint(this.#piece, this.#at, value)
  }

  #put (bytes: Uint8Array): void {
    this.#piece.set(bytes, this.#at)
    this.#at += bytes.length
  }

  #cut (): void {
    this.#pieces.push(this.#piece.slice(0, this.#at))
    this.#at = 0
  }
}
