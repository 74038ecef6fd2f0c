/** Restores from an archive, and says what that took. */
import { createArchiveReader, type Wish } from '@passel/core/archive'
import { openArchiveEngine } from './archive-engine.ts'
import { serve } from './serve.ts'

export interface RestoreRequest {
  readonly series: string
  readonly wish: Wish
}

export interface RestoreAnswer {
  readonly messages: number
  readonly troubles: number
  readonly seconds: number
  readonly firstPageMs: number
  /** Bytes over links, the index included. */
  readonly bytesIn: number
  /** Compressed bytes of the bundles that were fetched. */
  readonly bundlesRead: number
  /** Compressed bytes of each bundle, in order of time. */
  readonly bundleBytes: readonly number[]
}

serve<{ readonly home: string }, null, RestoreRequest, RestoreAnswer>(async ({ home }) => {
  const engine = await openArchiveEngine(home, false)
  const answer = async ({ series, wish }: RestoreRequest): Promise<RestoreAnswer> => {
    const reader = await createArchiveReader(engine, null, { series })
    const beganAt = performance.now()
    let messages = 0
    let troubles = 0
    let firstPageMs = 0
    for await (const page of reader.restore(wish)) {
      if (messages === 0) firstPageMs = performance.now() - beganAt
      messages += page.messages.length
      troubles += page.troubles.length
    }
    const seconds = (performance.now() - beganAt) / 1000
    const bytesIn = engine.transfers().reduce((sum, transfer) => sum + transfer.state().traffic.in, 0)
    const fetched = engine.transfers().map((transfer) => transfer.reference.size ?? 0)
    // After the count: the list reads all of the index.
    const listed: { fromMs: number; bytes: number }[] = []
    for await (const part of reader.list()) listed.push(...part)
    const sizes = new Set(listed.map(({ bytes }) => bytes))
    const bundlesRead = fetched.filter((size) => sizes.has(size)).reduce((sum, size) => sum + size, 0)
    const bundleBytes = listed.sort((a, b) => a.fromMs - b.fromMs).map(({ bytes }) => bytes)
    return { messages, troubles, seconds, firstPageMs, bytesIn, bundlesRead, bundleBytes }
  }
  return { ready: null, answer }
})
