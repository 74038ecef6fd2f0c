/** Publishes days of a chat as an archive, a bundle for each, and stays for readers. */
import { createArchivePublisher, createSeries } from '@passel/core/archive'
import { chatMessages, createMemorySignals } from '@passel/core/testing/memory'
import { openArchiveEngine } from './archive-engine.ts'
import { serve } from './serve.ts'

export interface AuthorOptions {
  readonly home: string
  readonly days: number
  readonly perDay: number
}

export interface AuthorReady {
  /** Hashes, in hexadecimal, of one message each of fifty days or as many as there are. */
  readonly ids: readonly string[]
  /** Days that those are of. */
  readonly idDays: readonly number[]
  readonly newestFromMs: number
  readonly newestToMs: number
}

export interface PublishRequest { readonly messages: number }

export interface PublishAnswer {
  readonly seconds: number
  /** Sealed bytes that this publication added. */
  readonly bytes: number
  readonly announcementBytes: number
  readonly series: string
}

const DAY_MS = 86_400_000
const MISSING = 50

/** Announcements are not what is measured here: nobody else hears them. */
const nowhere = createMemorySignals({
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}).member('author')

serve<AuthorOptions, AuthorReady, PublishRequest, PublishAnswer>(async ({ home, days, perDay }) => {
  const engine = await openArchiveEngine(home, true)
  let kept: Uint8Array | undefined
  const publisher = await createArchivePublisher(engine, nowhere, {
    series: await createSeries(),
    privacy: 'direct',
    // A bundle for each day and none merged: the year is to have 365.
    policy: { mergeCount: 1_000_000, everyMs: DAY_MS, maxMessages: 1_000_000, maxBytes: 2 ** 30 },
    memory: { load: async () => kept, save: async (state) => { kept = state } },
  })
  const startMs = Date.now() - (days + 1) * DAY_MS
  const ids: string[] = []
  const idDays: number[] = []
  let newest = { fromMs: 0, toMs: 0 }
  for (let day = 0; day < days; day += 1) {
    const fromMs = startMs + day * DAY_MS
    const messages = [...chatMessages(perDay, { seed: day + 1, fromMs, gapMs: Math.floor(DAY_MS / perDay / 3) })]
    await publisher.add(messages)
    await publisher.flush()
    if (ids.length < MISSING && day % Math.max(1, Math.floor(days / MISSING)) === 0) {
      ids.push(Buffer.from(messages[day % perDay]?.hash ?? []).toString('hex'))
      idDays.push(day)
    }
    const times = messages.map(({ timestampNs }) => Number(timestampNs / 1_000_000n))
    newest = { fromMs: times[0] ?? 0, toMs: times.at(-1) ?? 0 }
  }
  let seed = 1_000_000

  /** Of payloads that are there now and were not before; older ones may go meanwhile. */
  const addedBytes = (before: ReadonlySet<string>): number =>
    engine.transfers().reduce((sum, { id, reference }) => sum + (before.has(id) ? 0 : reference.size ?? 0), 0)

  const answer = async ({ messages: count }: PublishRequest): Promise<PublishAnswer> => {
    const before = new Set(engine.transfers().map(({ id }) => id))
    const messages = [...chatMessages(count, { seed: (seed += 1), fromMs: Date.now() - 60_000, gapMs: 20 })]
    const beganAt = performance.now()
    await publisher.add(messages)
    await publisher.flush()
    const seconds = (performance.now() - beganAt) / 1000
    const series = publisher.text() ?? ''
    const announcementBytes = Math.floor((series.length - 'passel-series:'.length) * 0.75)
    return { seconds, bytes: addedBytes(before), announcementBytes, series }
  }
  return { ready: { ids, idDays, newestFromMs: newest.fromMs, newestToMs: newest.toMs }, answer }
})
