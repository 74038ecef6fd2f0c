import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chatMessages } from '../testing/chat-messages.ts'
import { mergeSources, type MessageSource } from './merge-sources.ts'
import { compareMessages, messageMs, type ArchivedMessage } from './pure/message.ts'

const messages = [...chatMessages(60)]

interface Watched extends MessageSource { opened: number }

function sourceOf (list: readonly ArchivedMessage[], step: number, tally: { open: number, most: number }): Watched {
  const source: Watched = {
    fromMs: messageMs(list[0] as ArchivedMessage),
    opened: 0,
    open: async function * () {
      source.opened++
      tally.most = Math.max(tally.most, ++tally.open)
      for (let at = 0; at < list.length; at += step) yield list.slice(at, at + step)
      tally.open--
    }
  }
  return source
}

async function merge (sources: MessageSource[]): Promise<ArchivedMessage[]> {
  const found: ArchivedMessage[] = []
  for await (const batch of mergeSources(sources)) found.push(...batch)
  return found
}

const byTime = (a: MessageSource, b: MessageSource): number => a.fromMs - b.fromMs

test('messages of bundles that overlap in whatever way come in order, those in two of them twice', async () => {
  const places = fc.array(fc.subarray(messages.map((_, i) => i), { minLength: 1 }), { maxLength: 8 })
  await fc.assert(fc.asyncProperty(places, fc.integer({ min: 1, max: 20 }), async (drawn, step) => {
    const tally = { open: 0, most: 0 }
    const sources = drawn.map((chosen) => sourceOf(chosen.map((i) => messages[i] as ArchivedMessage), step, tally))
    const expected = drawn.flat().sort((a, b) => a - b).map((i) => messages[i])
    expect(await merge(sources.sort(byTime))).toEqual(expected)
  }), { numRuns: 60 })
})

test('bundles one after the other are open one at a time', async () => {
  const tally = { open: 0, most: 0 }
  const sources = [0, 20, 40].map((at) => sourceOf(messages.slice(at, at + 20), 7, tally))
  expect(await merge(sources)).toEqual(messages)
  expect(tally).toEqual({ open: 0, most: 1 })
})

test('of more bundles than are open at once every message comes', async () => {
  const tally = { open: 0, most: 0 }
  const sources = messages.slice(0, 30).map((message) => sourceOf([message, ...messages.slice(30)], 100, tally))
  const found = await merge(sources.sort(byTime))
  expect(tally.most).toBeLessThanOrEqual(16)
  expect(new Set(found.map(({ timestampNs }) => timestampNs)).size).toBe(60)
  expect(found).toHaveLength(30 + 30 * 30)
})

test('who stops early leaves nothing open', async () => {
  let closed = 0
  const source: MessageSource = {
    fromMs: 0,
    open: async function * () {
      try {
        for (const message of messages) yield [message]
      } finally {
        closed++
      }
    }
  }
  const enough = messages[3] as ArchivedMessage
  for await (const [first] of mergeSources([source, source])) {
    if (first !== undefined && compareMessages(first, enough) >= 0) break
  }
  expect(closed).toBe(2)
})
