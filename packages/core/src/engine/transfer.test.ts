import { describe, expect, test } from 'vitest'
import { errorCode, PasselError } from '../errors.ts'
import type { TransferSnapshot } from '../machines/peer-types.ts'
import { settled } from '../testing/scripted/system.ts'
import { scriptedReference, scriptedSnapshot } from '../testing/scripted/transfer.ts'
import { toTransferState, type TransferState } from './transfer-state.ts'
import { createTransfer, type Transfer, type TransferActions } from './transfer.ts'

interface Stage {
  readonly transfer: Transfer
  readonly listeners: ReadonlySet<(state: TransferState) => void>
  become (script: Partial<TransferSnapshot>): void
}

function createStage (script: Partial<TransferActions> = {}, mediaType?: string): Stage {
  const reference = { ...scriptedReference, ...(mediaType === undefined ? {} : { mediaType }) }
  const listeners = new Set<(state: TransferState) => void>()
  let state = toTransferState('t', reference, scriptedSnapshot())
  const transfer = createTransfer('t', 'get', reference, 'passel:text', {
    state: () => state,
    subscribe: (callback) => {
      listeners.add(callback)
      return () => { listeners.delete(callback) }
    },
    release: () => undefined,
    keepColumns: () => undefined,
    savedAt: async () => undefined,
    pause: () => { /* not looked at */ },
    resume: async () => { /* not looked at */ },
    cancel: async () => { /* not looked at */ },
    stream: () => new Blob(['plain']).stream(),
    ...script
  })
  return {
    transfer,
    listeners,
    become: (snapshot) => {
      state = toTransferState('t', reference, scriptedSnapshot(snapshot))
      for (const listener of listeners) listener(state)
    }
  }
}

describe('waiting until it is done', () => {
  test('ends when it is done, and listens no longer', async () => {
    const { transfer, listeners, become } = createStage()
    const done = transfer.done()
    become({ phase: 'transferring' })
    expect(listeners.size).toBe(1)
    become({ phase: 'done' })
    await done
    expect(listeners.size).toBe(0)
  })

  test('is no wait when it is done already', async () => {
    const { transfer, listeners, become } = createStage()
    become({ phase: 'done' })
    await transfer.done()
    expect(listeners.size).toBe(0)
  })

  test.each([false, true])('fails with the code of the transfer (already failed: %s)', async (already) => {
    const { transfer, listeners, become } = createStage()
    if (already) become({ phase: 'failed', failure: 'source-changed' })
    const done = transfer.done()
    if (!already) become({ phase: 'failed', failure: 'source-changed' })
    await expect(done).rejects.toMatchObject({ name: 'PasselError', code: 'source-changed' })
    expect(listeners.size).toBe(0)
  })

  test.each(['before', 'while'])('is given up when its signal aborts %s', async (when) => {
    const { transfer, listeners } = createStage()
    const abort = new AbortController()
    const reason = new Error('enough')
    if (when === 'before') abort.abort(reason)
    const done = transfer.done(abort.signal)
    if (when === 'while') abort.abort(reason)
    await expect(done).rejects.toMatchObject({ code: 'canceled', cause: reason })
    expect(listeners.size).toBe(0)
  })

  test('a signal that aborts afterwards changes nothing', async () => {
    const { transfer, become } = createStage()
    const abort = new AbortController()
    const done = transfer.done(abort.signal)
    become({ phase: 'done' })
    abort.abort()
    expect(await done).toBeUndefined()
  })

  test('can be done by many, and again after a failure that was mended', async () => {
    const { transfer, become } = createStage()
    const first = [transfer.done(), transfer.done()]
    become({ phase: 'failed', failure: 'disk-full' })
    expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    become({ phase: 'transferring' })
    const again = transfer.done()
    await settled()
    become({ phase: 'done' })
    await again
  })
})

describe('the handle', () => {
  test('carries what the application shares, and passes orders on', async () => {
    const orders: unknown[] = []
    const { transfer } = createStage({
      pause: () => { orders.push('pause') },
      resume: async (source) => { orders.push(['resume', source]) },
      cancel: async () => { orders.push('cancel') }
    })
    expect(transfer).toMatchObject({ id: 't', role: 'get', text: 'passel:text' })
    transfer.pause()
    await transfer.resume({ kind: 'path', path: '/tmp/a' })
    await transfer.cancel()
    expect(orders).toEqual(['pause', ['resume', { kind: 'path', path: '/tmp/a' }], 'cancel'])
  })
})

describe('the payload', () => {
  test.each([
    [undefined, 'application/octet-stream'],
    ['image/png', 'image/png']
  ])('as a blob has the type of its reference: %s', async (mediaType, type) => {
    const blob = await createStage({}, mediaType).transfer.blob()
    expect(blob.type).toBe(type)
    expect(await blob.text()).toBe('plain')
  })

  test('as a blob is what the store kept, once it is done, where the store can give that', async () => {
    const { transfer, become } = createStage({ kept: async () => new Blob(['kept']) }, 'image/png')
    const waiting = transfer.blob()
    become({ phase: 'done' })
    const blob = await waiting
    expect([blob.type, await blob.text()]).toEqual(['image/png', 'kept'])
  })

  test.each([
    ['unsupported', 'plain'],
    ['io', 'io']
  ] as const)('as a blob is read from its stream only where the store has none to give (%s)', async (code, outcome) => {
    const { transfer, become } = createStage({ kept: () => Promise.reject(new PasselError(code, code)) })
    become({ phase: 'done' })
    const text = transfer.blob().then((blob) => blob.text(), (error: unknown) => errorCode(error))
    expect(await text).toBe(outcome)
  })

  test('is written to a sink, which is closed at its end', async () => {
    const written: Uint8Array[] = []
    let closed = 0
    await createStage().transfer.toFile(new WritableStream({
      write: (bytes) => { written.push(bytes) },
      close: () => { closed++ }
    }))
    expect(Buffer.concat(written).toString()).toBe('plain')
    expect(closed).toBe(1)
  })

  test('writing can be given up: the sink is aborted and the reader goes', async () => {
    let canceled = 0
    let aborted = 0
    const endless = new ReadableStream<Uint8Array>({ cancel: () => { canceled++ } })
    const abort = new AbortController()
    const writing = createStage({ stream: () => endless }).transfer.toFile(
      new WritableStream({ abort: () => { aborted++ } }), abort.signal)
    abort.abort(new Error('enough'))
    await expect(writing).rejects.toThrow('enough')
    expect([canceled, aborted]).toEqual([1, 1])
  })
})
