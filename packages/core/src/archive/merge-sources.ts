import { MAX_OPEN_BUNDLES } from '../limits.ts'
import { nextTurn } from './machines/merging.ts'
import type { ArchivedMessage } from './pure/message.ts'

/** Sorted messages that are read when their time comes. */
export interface MessageSource {
  /** No message is earlier. */
  readonly fromMs: number
  open (): AsyncGenerator<readonly ArchivedMessage[], void, undefined>
}

interface Open {
  readonly batches: AsyncGenerator<readonly ArchivedMessage[], void, undefined>
  messages: readonly ArchivedMessage[]
  at: number
}

/**
 * The messages of several sources in order of time, in memory for one batch of each that is open. Sources are given by
 * `fromMs`, and opened when the others have come so far; of more than 16 that overlap the rest come late. A message in
 * two of them comes twice, one behind the other.
 */
export async function * mergeSources (
  sources: readonly MessageSource[]
): AsyncGenerator<readonly ArchivedMessage[], void, undefined> {
  const waiting = [...sources]
  const open: Open[] = []

  async function openNext (): Promise<void> {
    const source = waiting.shift()
    if (source !== undefined) await advance({ batches: source.open(), messages: [], at: 0 })
  }

  /** Puts a source back with messages to give; leaves it out when it has none. */
  async function advance (source: Open): Promise<void> {
    if (!open.includes(source)) open.push(source)
    while (source.at >= source.messages.length) {
      const next = await source.batches.next()
      if (next.done === true) {
        open.splice(open.indexOf(source), 1)
        return
      }
      source.messages = next.value
      source.at = 0
    }
  }

  try {
    while (open.length > 0 || waiting.length > 0) {
      const next = open.length < MAX_OPEN_BUNDLES ? waiting[0] : undefined
      const turn = nextTurn(open, next === undefined ? undefined : BigInt(next.fromMs) * 1_000_000n)
      const source = turn === undefined ? undefined : open[turn.source]
      if (turn === undefined || source === undefined) {
        await openNext()
        continue
      }
      yield source.messages.slice(source.at, source.at + turn.count)
      source.at += turn.count
      await advance(source)
    }
  } finally {
    await Promise.all(open.map(({ batches }) => batches.return()))
  }
}
