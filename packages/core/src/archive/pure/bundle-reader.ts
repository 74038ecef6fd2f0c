import { PasselError } from '../../errors.ts'
import { MAX_BUNDLE_MESSAGES, MAX_BUNDLE_RECORD_BYTES, MAX_BUNDLE_TOPICS } from '../../limits.ts'
import { concat, isVisibleAscii, readU32 } from '../../pure/bytes.ts'
import { readVarint } from '../../pure/varint.ts'
import { CHECK_BYTES, FLAG, RECORD } from './bundle-format.ts'
import { compareMessages, hashParts, messageMs, type ArchivedMessage } from './message.ts'
import { decodeText } from './text.ts'

/** What the index, which the series signed, says of a bundle. */
export interface BundleClaims {
  /** First and last time (ms, both included) of its messages. */
  readonly fromMs: number
  readonly toMs: number
  readonly count: number
}

export interface BundleEvents {
  message (message: ArchivedMessage): void
  /** A message whose hash does not fit it: it is left out, the others are good. */
  forged (timestampNs: bigint): void
}

interface Topic {
  readonly pubsubTopic: string
  readonly contentTopic: string
  readonly pubsubBytes: Uint8Array
  readonly contentBytes: Uint8Array
}

/**
 * Reads a bundle as its bytes come, in bounded memory. Every message's hash is computed. What breaks the format, the
 * order, or what the index says of the bundle is `bundle-malformed`; messages given until then are good.
 */
export class BundleReader {
  readonly #claims: BundleClaims
  readonly #events: BundleEvents
  readonly #topics: Topic[] = []
  #rest: Uint8Array = new Uint8Array(0)
  #last: ArchivedMessage | undefined
  #count = 0
  #ended = false

  constructor (claims: BundleClaims, events: BundleEvents) {
    this.#claims = claims
    this.#events = events
  }

  push (bytes: Uint8Array): void {
    const input = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes)
    let at = 0
    while (at < input.length) {
      if (this.#ended) fail('something follows its end')
      const length = readVarint(input, at)
      if (length === undefined) {
        if (input.length - at >= 5) fail('a length is none')
        break
      }
      if (length.value === 0 || length.value > MAX_BUNDLE_RECORD_BYTES) fail('a record is empty or too long')
      const end = length.next + length.value
      if (end > input.length) break
      this.#record(input, length.next, end)
      at = end
    }
    this.#rest = at === input.length ? new Uint8Array(0) : input.slice(at)
  }

  /** Says that no more bytes come. */
  end (): void {
    if (this.#rest.length > 0 || !this.#ended) fail('it is cut short')
  }

  #record (input: Uint8Array, at: number, end: number): void {
    switch (input[at]) {
      case RECORD.topic: return this.#topic(input, at + 1, end)
      case RECORD.message: return this.#message(input, at + 1, end)
      case RECORD.end: return this.#finish(input, at + 1, end)
      default: // filler, or of a newer version
    }
  }

  #topic (input: Uint8Array, at: number, end: number): void {
    if (this.#topics.length === MAX_BUNDLE_TOPICS) fail('it has too many topics')
    const [pubsubBytes, next] = counted(input, at, end)
    const contentBytes = input.slice(next, end)
    const [pubsubTopic, contentTopic] = [decodeText(pubsubBytes), decodeText(contentBytes)]
    if (pubsubTopic === undefined || contentTopic === undefined) return fail('a topic is not UTF-8')
    this.#topics.push({ pubsubTopic, contentTopic, pubsubBytes, contentBytes })
  }

  #message (input: Uint8Array, start: number, end: number): void {
    const number = readVarint(input, start)
    const topic = this.#topics[number?.value ?? -1]
    if (number === undefined || topic === undefined) return fail('a message has no topic')
    let at = number.next
    if (at + 1 + 8 + CHECK_BYTES > end) fail('a message is cut short')
    const flags = input[at] as number
    if ((flags & ~(FLAG.meta | FLAG.sdsId)) !== 0) fail('a message has marks of a newer version')
    const timestampNs = new DataView(input.buffer, input.byteOffset).getBigUint64(at + 1)
    const check = at + 9
    at = check + CHECK_BYTES
    let meta: Uint8Array | undefined
    let id: Uint8Array | undefined
    if ((flags & FLAG.meta) !== 0) [meta, at] = counted(input, at, end)
    if ((flags & FLAG.sdsId) !== 0) [id, at] = counted(input, at, end)
    const payload = input.slice(at, end)
    const { pubsubTopic, contentTopic, pubsubBytes, contentBytes } = topic
    const parts = { payload, timestampNs, ...(meta === undefined ? {} : { meta }) }
    const hash = hashParts(pubsubBytes, contentBytes, parts)
    if (++this.#count > Math.min(this.#claims.count, MAX_BUNDLE_MESSAGES)) fail('it has more messages than it says')
    for (let i = 0; i < CHECK_BYTES; i++) {
      if (hash[i] !== input[check + i]) return this.#events.forged(timestampNs)
    }
    const message = { pubsubTopic, contentTopic, ...parts, hash, ...(id === undefined ? {} : { sdsId: idText(id) }) }
    this.#accept(message)
  }

  #accept (message: ArchivedMessage): void {
    const ms = messageMs(message)
    if (ms < this.#claims.fromMs || ms > this.#claims.toMs) fail('a message lies outside the time that it says')
    if (this.#last !== undefined && compareMessages(this.#last, message) >= 0) fail('its messages are out of order')
    this.#last = message
    this.#events.message(message)
  }

  #finish (input: Uint8Array, at: number, end: number): void {
    if (end - at < 4 || readU32(input, at) !== this.#count) fail('it has fewer messages than it says')
    this.#ended = true
  }
}

/** Bytes behind their length, and the place behind them. */
function counted (input: Uint8Array, at: number, end: number): [Uint8Array, number] {
  const length = readVarint(input, at)
  const stop = length === undefined ? Infinity : length.next + length.value
  if (length === undefined || stop > end) return fail('a field is cut short')
  return [input.slice(length.next, stop), stop]
}

function idText (id: Uint8Array): string {
  const text = String.fromCharCode(...id)
  return isVisibleAscii(text) ? text : fail('an SDS id is none')
}

function fail (why: string): never {
  throw new PasselError('bundle-malformed', `a bundle cannot be read: ${why}`)
}
