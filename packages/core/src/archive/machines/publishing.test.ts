import { beforeEach, describe, expect, test } from 'vitest'
import { ANNOUNCE_AGAIN_MS } from '../../limits.ts'
import type { BundleEntry } from '../pure/entry.ts'
import type { BundlePolicy } from '../pure/merge-policy.ts'
import { Publishing, type PublishingEffect, type PublishingEvent } from './publishing.ts'

const policy: BundlePolicy = {
  everyMs: 600_000, maxMessages: 100, maxBytes: 10_000, mergeCount: 4, mergeBelowBytes: 1e6
}
const NONE = { messages: 0, bytes: 0, sinceMs: 0 }

function entry (fromMs: number, bytes = 1_000): BundleEntry {
  return { fromMs, toMs: fromMs + 9, count: 1, bytes, plainBytes: bytes * 2, reference: {} as BundleEntry['reference'] }
}

let publishing: Publishing
let mono: number
beforeEach(() => {
  publishing = new Publishing(policy, 60_000)
  mono = 0
})

function send (event: PublishingEvent): PublishingEffect[] {
  const out: PublishingEffect[] = []
  publishing.handle(event, { mono, wall: mono }, out)
  return out
}

const add = (messages = 1, bytes = 50): PublishingEffect[] => send({ type: 'added', messages, bytes })
const published = (...entries: BundleEntry[]): PublishingEffect[] => send({ type: 'published', pending: NONE, entries })

/** Lets time pass to the machine's own deadline. */
function pass (): PublishingEffect[] {
  mono = publishing.nextDeadline()
  return send({ type: 'tick' })
}

describe('a bundle is made', () => {
  test('when its oldest message has waited long enough', () => {
    mono = 1_000
    expect(add()).toEqual([])
    mono = 5_000
    expect(add()).toEqual([])
    expect(publishing.nextDeadline()).toBe(601_000)
    expect(pass()).toEqual([{ type: 'bundle' }])
  })

  test.each([['messages', 100, 100], ['bytes', 1, 10_000]])('at once when there are many %s', (_, messages, bytes) => {
    expect(add(messages, bytes)).toEqual([{ type: 'bundle' }])
  })

  test('one at a time', () => {
    add(100)
    expect(add(100)).toEqual([])
  })

  test('when somebody asks for it', () => {
    add()
    expect(send({ type: 'flush' })).toEqual([{ type: 'bundle' }])
  })
})

describe('an announcement', () => {
  test('follows the first bundle at once, later ones within the budget', () => {
    add(100)
    expect(published(entry(1))).toEqual([{ type: 'announce' }])
    send({ type: 'announced' })
    mono = 10_000
    add(100)
    expect(published(entry(1), entry(20))).toEqual([])
    expect(publishing.nextDeadline()).toBe(60_000)
    expect(pass()).toEqual([{ type: 'announce' }])
  })

  test('is said again by an author who is back, and before Waku forgets it', () => {
    expect(send({ type: 'opened', entries: [entry(1)] })).toEqual([{ type: 'announce' }])
    send({ type: 'announced' })
    expect(publishing.nextDeadline()).toBe(ANNOUNCE_AGAIN_MS)
    expect(pass()).toEqual([{ type: 'announce' }])
  })

  test('is not made of nothing', () => {
    expect(send({ type: 'opened', entries: [] })).toEqual([])
    expect(send({ type: 'flush' })).toEqual([])
    expect(publishing.isIdle()).toBe(true)
  })
})

describe('small bundles', () => {
  test('are merged when there are enough, before they are announced', () => {
    add(100)
    const entries = [entry(1), entry(20), entry(40), entry(60)]
    expect(published(...entries)).toEqual([{ type: 'merge', places: [0, 1, 2, 3] }])
    expect(published(entry(1, 200_000))).toEqual([{ type: 'announce' }])
  })

  test('that came late are merged with each other only, large ones not at all', () => {
    const late = [entry(1), entry(2), entry(3), entry(4)]
    expect(published(entry(100), late[0] as BundleEntry, entry(200), ...late.slice(1)))
      .toEqual([{ type: 'merge', places: [1, 3, 4, 5] }])
    publishing = new Publishing(policy, 60_000)
    expect(published(...[1, 20, 40, 60].map((at) => entry(at, 1e6)))).toEqual([{ type: 'announce' }])
  })
})

describe('a failure', () => {
  test('is tried again, later each time, at most every five minutes', () => {
    add(100)
    const pauses: number[] = []
    for (let i = 0; i < 9; i++) {
      const from = mono
      send({ type: 'failed' })
      expect(pass()).toEqual([{ type: 'bundle' }])
      pauses.push(mono - from)
    }
    expect(pauses.slice(0, 3)).toEqual([5_000, 10_000, 20_000])
    expect(pauses.at(-1)).toBe(300_000)
  })
})
