/** Which of several sorted sources gives its next messages, so that all together come in order. */
import { compareMessages, type ArchivedMessage } from '../pure/message.ts'

/** A source's next messages, sorted; those from `at` on are still to be given. */
export interface Head { readonly messages: readonly ArchivedMessage[], readonly at: number }

/** From which source to take, and how many of its messages: none passes another's, or those from `untilNs` on. */
export interface Turn { readonly source: number, readonly count: number }

/**
 * The next turn. `heads` have at least one message each. `untilNs`: time from which on messages may come of a source
 * not yet open; undefined turn: that source has to be opened first.
 */
export function nextTurn (heads: readonly Head[], untilNs: bigint | undefined): Turn | undefined {
  let source = -1
  let second: ArchivedMessage | undefined
  let least: ArchivedMessage | undefined
  for (const [i, { messages, at }] of heads.entries()) {
    const first = messages[at] as ArchivedMessage
    if (least === undefined || compareMessages(first, least) < 0) {
      second = least
      least = first
      source = i
    } else if (second === undefined || compareMessages(first, second) < 0) {
      second = first
    }
  }
  const head = heads[source]
  if (head === undefined || least === undefined) return undefined
  let end = head.at
  while (end < head.messages.length) {
    const message = head.messages[end] as ArchivedMessage
    if (untilNs !== undefined && message.timestampNs >= untilNs) break
    if (second !== undefined && compareMessages(message, second) > 0) break
    end++
  }
  return end === head.at ? undefined : { source, count: end - head.at }
}
