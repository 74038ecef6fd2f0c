import type { TransferState } from '@passel/core'
import { createScriptedEngine, type StatePatch } from '@passel/core/testing/engine'
import { expect, test } from 'vitest'
import { english } from '../messages/english.ts'
import { wordsOf } from '../messages/messages-context.tsx'
import { announce, textsOf, type Announcement, type ToldSoFar } from './announcements.ts'

const words = wordsOf(english)

/** Tells one state after the other, as a live region does; everything that was said. */
function say (patches: readonly StatePatch[], role: 'get' | 'send' = 'get', fromTheStart = false): string[] {
  const engine = createScriptedEngine()
  const states = (): TransferState[] => engine.transfers().map((transfer) => transfer.state())
  let told: ToldSoFar | null = fromTheStart ? null : new Map()
  const said: string[] = []
  const transfer = engine.add({ role, reference: { name: 'a.txt', size: 100 } })
  for (const patch of [{}, ...patches]) {
    transfer.set(patch)
    const { told: now, news } = announce(told, states())
    told = now
    said.push(...textsOf(news, words))
  }
  return said
}

const at = (loaded: number): StatePatch => ({ phase: 'transferring', progress: { loaded } })

test('start, quarters and end, once each', () => {
  expect(say([at(0), at(24), at(25), at(26), at(60), at(75), at(99), at(100), { phase: 'done' }, { phase: 'done' }]))
    .toEqual(['Receiving a.txt', 'a.txt: 25%', 'a.txt: 50%', 'a.txt: 75%', 'a.txt is here'])
})

test('what jumps over a quarter is told where it is', () => {
  expect(say([at(80)])).toEqual(['Receiving a.txt', 'a.txt: 75%'])
})

test('a quarter that was lost again is not told twice', () => {
  expect(say([at(50), at(10), at(50)])).toEqual(['Receiving a.txt', 'a.txt: 50%'])
})

test('a failure is told each time it fails, and a later success too', () => {
  const failure: StatePatch = { phase: 'failed', failure: 'disk-full' }
  expect(say([failure, failure, { phase: 'transferring', failure: null }, failure, { phase: 'done', failure: null }]))
    .toEqual([
      'Receiving a.txt', 'a.txt failed. The disk is full. Make room, then try again',
      'a.txt failed. The disk is full. Make room, then try again', 'a.txt is here'
    ])
})

test('a sender counts what was given', () => {
  expect(say([{ progress: { loaded: 100 } }, { progress: { given: 50 } }, { phase: 'done' }], 'send'))
    .toEqual(['Sending a.txt', 'a.txt: 50%', 'a.txt was delivered'])
})

test('that others hold it is told once, to whoever sends it', () => {
  const held: StatePatch = { phase: 'holding', holders: {
    need: 1, of: 2, held: 1, verifiedAtMs: 1, keepers: [], online: 1, missing: [], mayLeave: true
  } }
  expect(say([held, held, { ...held, holders: null }, held, { phase: 'done' }], 'send')).toEqual([
    'Sending a.txt', 'a.txt is held by others. You may close this tab', 'a.txt was delivered'
  ])
  expect(say([held])).toEqual(['Receiving a.txt'])
})

test('what was there when the page came is not news; what becomes of it is', () => {
  expect(say([at(80), { phase: 'done' }], 'get', true)).toEqual(['a.txt: 75%', 'a.txt is here'])
})

let ids = 0
const news = (what: Announcement['what'], role: Announcement['role'], name: string): Announcement =>
  ({ id: String(ids++), what, role, name, quarter: 2, failure: what === 'failed' ? 'io' : null })

test('many files at once are counted, and the one that stands out has its name', () => {
  const started = Array.from({ length: 1_000 }, (_, index) => news('started', 'send', `${index}.txt`))
  const arriving = [news('quarter', 'get', 'b.txt'), news('done', 'get', 'c.txt'), news('done', 'get', 'd.txt')]
  expect(textsOf([...started, ...arriving, news('failed', 'get', 'a.txt')], words)).toEqual([
    'a.txt failed. Something went wrong while reading or writing', 'Sending 1,000 files', '2 files received'
  ])
})

test('of one file that rushes by only the newest is told', () => {
  const stages = ['started', 'quarter', 'quarter', 'done'] as const
  expect(textsOf(stages.map((what) => ({ ...news(what, 'get', 'a.txt'), id: 'a' })), words))
    .toEqual(['Receiving a.txt', 'a.txt is here'])
})
