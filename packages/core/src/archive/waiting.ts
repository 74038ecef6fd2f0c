/** Messages that wait in a publisher to be bundled, each once. */
import { PasselError } from '../errors.ts'
import { MAX_SEEN_MESSAGES, WAKU_CLOCK_SKEW_MS } from '../limits.ts'
import { sameBytes, toHex } from '../pure/bytes.ts'
import { SeenHashes } from './machines/seen.ts'
import {
  checkMessage, compareMessages, messageHash, messageMs, type ArchivedMessage, type WakuMessage
} from './pure/message.ts'

/** A message to be archived. With its hash it is refused when that is not its own. */
export interface MessageToArchive extends WakuMessage {
  readonly hash?: Uint8Array
  readonly sdsId?: string
}

export class Waiting {
  #messages: ArchivedMessage[] = []
  readonly #seen = new SeenHashes(MAX_SEEN_MESSAGES / 4)

  get count (): number {
    return this.#messages.length
  }

  get bytes (): number {
    return this.#messages.reduce((sum, { payload }) => sum + payload.length, 0)
  }

  /**
   * Adds a message; false when it was here before. Throws `message-forged` when its hash is not its own, `bad-option`
   * when it is of the future, has no time or is larger than Waku's.
   */
  add (given: MessageToArchive, nowMs: number): boolean {
    const message: ArchivedMessage = { ...given, hash: messageHash(given) }
    checkMessage(message)
    if (given.hash !== undefined && !sameBytes(given.hash, message.hash)) {
      throw new PasselError('message-forged', `a message is not the one with the hash ${toHex(given.hash)}`)
    }
    if (messageMs(message) > nowMs + WAKU_CLOCK_SKEW_MS) {
      throw new PasselError('bad-option', 'a message is of the future: check the clock of who sent it')
    }
    if (!this.#seen.add(message.hash)) return false
    this.#messages.push(message)
    return true
  }

  /** Marks a message as archived already. */
  know ({ hash }: ArchivedMessage): void {
    this.#seen.add(hash)
  }

  /** The oldest, in order, as many as a bundle may have; they go on waiting until `drop`. */
  oldest (most: number, maxBytes: number): readonly ArchivedMessage[] {
    this.#messages.sort(compareMessages)
    let bytes = 0
    const end = this.#messages.findIndex(({ payload }, i) => i === most || (bytes += payload.length) > maxBytes)
    return this.#messages.slice(0, end < 0 ? undefined : Math.max(1, end))
  }

  /** These are archived. */
  drop (messages: readonly ArchivedMessage[]): void {
    const gone = new Set(messages)
    this.#messages = this.#messages.filter((message) => !gone.has(message))
  }
}
