import { describe, expect, test } from 'vitest'
import { chanNo, chunkNo, pageNo } from '../ids.ts'
import type { Event } from '../machines/event.ts'
import type { KeepOutcome } from '../ports.ts'
import type { PageSummary } from '../pure/page.ts'
import { settled } from '../testing/scripted/system.ts'
import { scriptedReference, scriptedSnapshot, scriptedTransfer } from '../testing/scripted/transfer.ts'
import { createRunning, type Running } from './running.ts'
import { toTransferState } from './transfer-state.ts'
import type { Transfer } from './transfer.ts'

const stored = scriptedTransfer()
const { swarm } = stored
const page: PageSummary = { page: pageNo(0), first: chunkNo(0), count: 4, final: false, chunkBytes: 64, plainOffset: 0 }
const lastState = toTransferState('t', scriptedReference, scriptedSnapshot())

const running = (): Running => createRunning('t', stored, scriptedReference, () => ({}) as Transfer)
const kept = (chunk: number, outcome: KeepOutcome = 'ok'): Event =>
  ({ type: 'kept', swarm, chunk: chunkNo(chunk), outcome })

/** What became of a promise, once everything settled. */
async function outcomeOf (promise: Promise<void>): Promise<string> {
  let outcome = 'waiting'
  promise.then(() => { outcome = 'arrived' }, (error: Error) => { outcome = error.message })
  await settled()
  return outcome
}

describe('who waits for a chunk', () => {
  test('sleeps until it was kept, whatever else arrives', async () => {
    const self = running()
    const waiting = self.arrived(self.progress(), 2)
    self.handled(kept(1))
    self.handled(kept(2, 'bad-digest'))
    expect(await outcomeOf(waiting)).toBe('waiting')
    self.handled(kept(2))
    expect(await outcomeOf(waiting)).toBe('arrived')
  })

  test('does not sleep when something arrived since the last look', async () => {
    const self = running()
    const seen = self.progress()
    self.handled(kept(2))
    expect(await outcomeOf(self.arrived(seen, 2))).toBe('arrived')
  })

  test.each<[string, Event]>([
    ['received', { type: 'page-checked', swarm, chan: chanNo(0), result: { verdict: 'ok', page } }],
    ['signed', {
      type: 'page-signed', swarm, page,
      head: { page: pageNo(0), digest: new Uint8Array(32), final: false, signature: new Uint8Array(64) }
    }]
  ])('wakes for every page %s, which may say where things end', async (_how, event) => {
    const self = running()
    const waiting = self.arrived(self.progress(), 2)
    self.handled(event)
    expect(await outcomeOf(waiting)).toBe('arrived')
    expect(self.map.pages()).toEqual([page])
  })

  test('is not woken by a page that was refused, or known before', async () => {
    const self = running()
    const waiting = self.arrived(self.progress(), undefined)
    self.handled({ type: 'page-checked', swarm, chan: chanNo(0), result: { verdict: 'forged' } })
    self.handled({ type: 'page-checked', swarm, chan: chanNo(0), result: { verdict: 'known', page } })
    expect(await outcomeOf(waiting)).toBe('waiting')
  })

  test('is told why the transfer failed, and so is who comes later, until it goes on', async () => {
    const self = running()
    const waiting = self.arrived(self.progress(), 2)
    self.observe({ ...lastState, phase: 'failed', failure: 'author-conflict' })
    await expect(waiting).rejects.toMatchObject({ code: 'author-conflict' })
    await expect(self.arrived(self.progress(), 2)).rejects.toMatchObject({ code: 'author-conflict' })
    self.observe(lastState)
    expect(await outcomeOf(self.arrived(self.progress(), 2))).toBe('waiting')
  })

  test('waits on through troubles that do not end the transfer', async () => {
    const self = running()
    const waiting = self.arrived(self.progress(), 2)
    self.handled({ type: 'store-failed', swarm, code: 'io', during: 'check-receipt' })
    self.observe({ ...lastState, pauseReason: 'no-peers' })
    expect(await outcomeOf(waiting)).toBe('waiting')
  })

  test('is told that the transfer was canceled, before and after', async () => {
    const self = running()
    const before = self.arrived(self.progress(), 2)
    self.end(lastState)
    await expect(before).rejects.toMatchObject({ code: 'canceled' })
    await expect(self.arrived(self.progress(), 2)).rejects.toMatchObject({ code: 'canceled' })
  })
})

test('a transfer that was removed goes on showing its last state', () => {
  const self = running()
  expect(() => self.lastState()).toThrow('no transfer t')
  self.end(lastState)
  expect(self.lastState()).toBe(lastState)
})

test('pages that the journal knew are there from the start', () => {
  const self = createRunning('t', scriptedTransfer([page]), scriptedReference, () => ({}) as Transfer)
  expect(self.map.pages()).toEqual([page])
  expect(self.progress()).toBe(0)
})
