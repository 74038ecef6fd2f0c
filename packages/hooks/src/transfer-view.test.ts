import { PasselError } from '@passel/core'
import { createScriptedEngine, createScriptedReference, type TransferScript } from '@passel/core/testing/engine'
import { describe, expect, test } from 'vitest'
import type { Beginning } from './transfer-client.ts'
import { viewOf, type Known } from './transfer-view.ts'

const reference = createScriptedReference(1, { size: 100 })
const nothing: Known = {
  id: 'id', reference, unreadable: null, state: undefined, beginning: undefined, shelved: undefined
}

const viewOfScript = (script: TransferScript, known: Partial<Known> = {}) =>
  viewOf({ ...nothing, ...known, state: createScriptedEngine().add({ reference: { size: 100 }, ...script }).state() })

describe('in the engine', () => {
  const all = { loaded: 100 }
  const gone = { phase: 'holding', pauseReason: 'needs-file' } as const
  const giving = { phase: 'transferring' } as const
  const endless = { loaded: 1, total: null }
  test.each<[string, TransferScript, string, string]>([
    ['queued', { state: { phase: 'queued' } }, 'pending', 'idle'],
    ['connecting', { state: { phase: 'connecting' } }, 'pending', 'fetching'],
    ['transferring', { state: { phase: 'transferring' } }, 'pending', 'fetching'],
    ['all here but not yet durable', { state: { phase: 'verifying', progress: all } }, 'pending', 'fetching'],
    ['done', { state: { phase: 'done', progress: all } }, 'success', 'idle'],
    ['done, though somebody paused it', { state: { phase: 'done', pauseReason: 'user' } }, 'success', 'idle'],
    ['failed while paused', { state: { phase: 'failed', failure: 'io', pauseReason: 'user' } }, 'error', 'idle'],
    ['a sender that seals', { role: 'send', state: { phase: 'preparing', progress: all } }, 'pending', 'fetching'],
    ['a sender that gives', { role: 'send', state: { phase: 'transferring', progress: all } }, 'success', 'fetching'],
    ['a sender whose file is gone', { role: 'send', state: { ...gone, progress: all } }, 'pending', 'paused'],
    ['a sender that waits', { role: 'send', state: { phase: 'holding', progress: all } }, 'success', 'idle'],
    ['a sender of a stream', { role: 'send', state: { ...giving, progress: endless } }, 'pending', 'fetching']
  ])('%s', (_what, script, status, fetchStatus) => {
    const view = viewOfScript(script)
    expect([view.status, view.fetchStatus]).toEqual([status, fetchStatus])
    expect([view.isPending, view.isError, view.isSuccess].filter(Boolean)).toHaveLength(1)
    expect([view.isFetching, view.isPaused]).toEqual([fetchStatus === 'fetching', fetchStatus === 'paused'])
    expect(view.pauseReason === null).toBe(!view.isPaused)
  })

  test('receipts are for senders that expect some', () => {
    expect(viewOfScript({ role: 'send', state: { receipts: { have: 1, of: 4 } } }).receipts).toEqual({ have: 1, of: 4 })
    expect(viewOfScript({ role: 'send', state: { receipts: { have: 0, of: 0 } } }).receipts).toBeNull()
    expect(viewOfScript({ state: { receipts: { have: 0, of: 1 } } }).receipts).toBeNull()
  })

  test('what is here and cannot be read is an error that can be tried again', () => {
    const shelved = { state: 'failed', error: new PasselError('store-broken', 'no') } as const
    expect(viewOfScript({ state: { phase: 'done' } }, { shelved })).toMatchObject({ status: 'error', canRetry: true })
  })

  test('nothing at all is complete when it is here, and empty before', () => {
    const empty = { reference: { size: 0 } }
    const view = viewOfScript({ ...empty, state: { phase: 'done' } })
    expect(view).toMatchObject({ status: 'success', progress: { ratio: 1 } })
  })
})

test('who keeps it is counted, and whether the sender may go', () => {
  const holders = {
    need: 2, of: 3, held: 2, verifiedAtMs: 5, online: 1, missing: [], mayLeave: true,
    keepers: [{ peer: 'a', columns: [0], held: true }, { peer: 'b', columns: [1], held: true }]
  }
  expect(viewOfScript({ role: 'send', state: { phase: 'holding', holders } }).holders)
    .toEqual({ have: 2, needed: 2, of: 3, verifiedAtMs: 5, online: 1, mayLeave: true })
  expect(viewOfScript({ role: 'send' }).holders).toBeNull()
})

describe('not in the engine', () => {
  const last = createScriptedEngine().add({ role: 'send', reference: { size: 100 } }).state()
  test.each<[string, Beginning | undefined, object]>([
    ['not begun', undefined, { phase: 'idle', status: 'pending', fetchStatus: 'idle', canRetry: false }],
    ['beginning', { state: 'starting' }, { phase: 'queued', status: 'pending', fetchStatus: 'fetching' }],
    ['refused', { state: 'refused', error: new PasselError('quota', 'no') }, { status: 'error', canRetry: true }],
    ['a received one that was canceled', { state: 'canceled', role: 'get', last: { ...last, role: 'get' } },
      { phase: 'canceled', canRetry: true }],
    ['a sent one that was canceled leads nowhere', { state: 'canceled', role: 'send', last },
      { phase: 'canceled', canRetry: false }],
    ['one that was canceled before the page was loaded', { state: 'canceled', role: 'get', last: null },
      { phase: 'canceled', canRetry: true, progress: { loaded: 0, total: 100 } }]
  ])('%s', (_what, beginning, view) => {
    expect(viewOf({ ...nothing, beginning })).toMatchObject({ progress: { total: 100 }, ...view })
  })
})
