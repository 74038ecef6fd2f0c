import { formatReference, type PasselError, type PauseReason } from '@passel/core'
import { createScriptedEngine, createScriptedReference, type ScriptedEngine } from '@passel/core/testing/engine'
import { StrictMode, type ReactNode } from 'react'
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest'
import { renderHook, render } from 'vitest-browser-react'
import { PasselProvider, useFileTransfer, type FileTransfer, type FileTransferOptions } from './index.ts'

const reference = createScriptedReference(7, { name: 'photo.jpg', size: 100 })
const text = formatReference(reference)

afterEach(() => localStorage.clear())

async function stage (engine: ScriptedEngine, source: string = text, options?: FileTransferOptions) {
  const wrapper = ({ children }: { children: ReactNode }): ReactNode => (
    <StrictMode><PasselProvider engine={engine}>{children}</PasselProvider></StrictMode>
  )
  const hook = await renderHook(() => useFileTransfer(source, options), { wrapper })
  return { ...hook, now: () => hook.result.current }
}

describe('a reference', () => {
  test('is received once, however often it is shown', async () => {
    const engine = createScriptedEngine()
    const Show = (): ReactNode => <p>{useFileTransfer(text).phase}</p>
    const screen = await render(
      <StrictMode>
        <PasselProvider engine={engine}>{Array.from({ length: 10 }, (_, i) => <Show key={i} />)}</PasselProvider>
      </StrictMode>
    )
    await expect.poll(() => screen.getByText('connecting').elements().length).toBe(10)
    expect(engine.transfers()).toHaveLength(1)
    expect(engine.asked.receive).toBe(1)
  })

  test('goes on when nobody shows it any more', async () => {
    const engine = createScriptedEngine()
    const { unmount } = await stage(engine)
    await unmount()
    expect(engine.transfers()[0]?.calls).toEqual([])
    expect(engine.transfers()).toHaveLength(1)
  })

  test('that cannot be read is an error with its code, and nothing is thrown', async () => {
    const { now } = await stage(createScriptedEngine(), 'passel:torn')
    expect(now()).toMatchObject({ status: 'error', error: { code: 'reference-malformed' }, canRetry: false })
  })

  test('waits for resume when it starts by hand', async () => {
    const engine = createScriptedEngine()
    const { now, act } = await stage(engine, text, { autoStart: 'manual' })
    expect(now()).toMatchObject({ phase: 'idle', status: 'pending', fetchStatus: 'idle', progress: { total: 100 } })
    await act(() => now().resume())
    expect(now()).toMatchObject({ phase: 'connecting', fetchStatus: 'fetching' })
  })

  test('begins when its element is on the screen, if asked to', async () => {
    const engine = createScriptedEngine()
    const Show = (): ReactNode => <p ref={useFileTransfer(text, { autoStart: 'visible' }).ref}>here</p>
    const screen = await render(
      <PasselProvider engine={engine}><div style={{ height: '300vh' }} /><Show /></PasselProvider>
    )
    expect(engine.asked.receive).toBe(0)
    screen.getByText('here').element().scrollIntoView()
    await expect.poll(() => engine.asked.receive).toBe(1)
  })

  test('begins nothing while disabled or without an engine', async () => {
    const engine = createScriptedEngine()
    await stage(engine, text, { enabled: false })
    expect(engine.asked.receive).toBe(0)
    const none = await renderHook(() => useFileTransfer(text), {
      wrapper: ({ children }: { children: ReactNode }) => <PasselProvider engine={null}>{children}</PasselProvider>
    })
    expect(none.result.current).toMatchObject({ phase: 'idle', progress: { total: 100 } })
  })
})

describe('status and fetchStatus', () => {
  test.each<PauseReason>(['user', 'offline', 'no-peers', 'other-tab', 'quota', 'needs-file'])(
    'a pause says why: %s', async (pauseReason) => {
      const engine = createScriptedEngine()
      const { id } = engine.add({ state: { phase: 'transferring', pauseReason } })
      const { now } = await stage(engine, id)
      expect(now()).toMatchObject({ status: 'pending', fetchStatus: 'paused', isPaused: true, pauseReason })
    })

  test('a sender has it as soon as all is sealed, and shows how far the furthest recipient is', async () => {
    const engine = createScriptedEngine()
    const sending = engine.add({ role: 'send', reference: { size: 100 }, state: { progress: { loaded: 50 } } })
    const { now, act } = await stage(engine, sending.id)
    expect(now()).toMatchObject({ status: 'pending', phase: 'preparing' })
    await act(() => sending.set({ phase: 'transferring', progress: { loaded: 100, given: 37 } }))
    expect(now()).toMatchObject({ status: 'success', fetchStatus: 'fetching', progress: { loaded: 37, ratio: 0.37 } })
    await act(() => sending.set({ phase: 'done', receipts: { have: 1, of: 1 } }))
    expect(now()).toMatchObject({ status: 'success', fetchStatus: 'idle', receipts: { have: 1, of: 1 } })
  })

  test('what is done is offered as a Blob, read once for all who look', async () => {
    const engine = createScriptedEngine()
    const done = engine.add({
      reference: { size: 5, mediaType: 'text/plain' }, bytes: new TextEncoder().encode('hello'),
      state: { phase: 'done', progress: { loaded: 5 } }
    })
    const { now } = await stage(engine, done.id)
    await expect.poll(() => now().data?.size).toBe(5)
    const large = await stage(engine, done.id, { maxDataBytes: 4 })
    expect(large.now()).toMatchObject({ status: 'success', data: undefined })
  })

  test('a failure is an error that says whether trying again can help', async () => {
    const engine = createScriptedEngine()
    const broken = engine.add({ state: { phase: 'failed', failure: 'author-conflict' } })
    const full = engine.add({ state: { phase: 'failed', failure: 'disk-full' } })
    expect((await stage(engine, broken.id)).now()).toMatchObject({ status: 'error', canRetry: false })
    const { now, act } = await stage(engine, full.id)
    expect(now()).toMatchObject({ status: 'error', error: { code: 'disk-full' }, canRetry: true })
    await act(() => now().retry())
    expect(now()).toMatchObject({ status: 'pending', error: null })
  })
})

describe('people', () => {
  test('pause, go on with another file, and cancel; what was canceled does not begin again by itself', async () => {
    const engine = createScriptedEngine()
    const { now, act } = await stage(engine)
    const [transfer] = engine.transfers()
    await act(() => now().pause())
    expect(now().pauseReason).toBe('user')
    await act(() => now().resume(new Blob(['x'])))
    await act(() => now().cancel())
    expect(transfer?.calls).toEqual(['pause', 'resume-with-source', 'cancel'])
    expect(now()).toMatchObject({ phase: 'canceled', fetchStatus: 'idle', canRetry: true })
    expect(engine.asked.receive).toBe(1)
    await act(() => now().retry())
    expect(now().phase).toBe('connecting')
  })

  test('cancel for good: on the next page it waits until it is wanted again', async () => {
    const first = await stage(createScriptedEngine())
    await first.act(() => first.now().cancel())
    await first.unmount()
    const engine = createScriptedEngine()
    const { now, act, unmount } = await stage(engine)
    expect(now()).toMatchObject({ phase: 'canceled', canRetry: true, progress: { total: 100 } })
    expect(engine.asked.receive).toBe(0)
    await act(() => now().retry())
    expect(now().phase).toBe('connecting')
    await unmount()
    const third = createScriptedEngine()
    await stage(third)
    expect(third.asked.receive).toBe(1)
  })

  test('are told when only they can find the file again', async () => {
    const engine = createScriptedEngine()
    const { id } = engine.add({ role: 'send', state: { phase: 'holding', pauseReason: 'needs-file' } })
    const { now, act } = await stage(engine, id)
    await act(async () => { expect(await now().resume()).toBe(false) })
    expect(now().pauseReason).toBe('needs-file')
    await act(async () => { expect(await now().resume(new Blob(['x']))).toBe(true) })
    expect(now().pauseReason).toBeNull()
  })

  test('see why it could not begin, and try again', async () => {
    const engine = createScriptedEngine()
    engine.refuse('quota')
    const { now, act } = await stage(engine)
    await expect.poll(() => now().error?.code).toBe('quota')
    await act(() => now().retry())
    expect(now().phase).toBe('connecting')
  })

  test('read while it arrives', async () => {
    const engine = createScriptedEngine()
    const { id } = engine.add({ bytes: new TextEncoder().encode('hello') })
    const { now } = await stage(engine, id)
    expect(await new Response(now().stream({ start: 1, end: 3 })).text()).toBe('el')
    const unknown = await stage(engine, 'unknown')
    expect(() => unknown.now().stream()).toThrow('has not begun')
    await expect(unknown.now().blob()).rejects.toMatchObject({ code: 'not-found' })
    expect(await (await now().blob()).text()).toBe('hello')
  })
})

test('nothing new, no new object', async () => {
  const engine = createScriptedEngine()
  const { id } = engine.add()
  const { now, rerender } = await stage(engine, id)
  const before = now()
  await rerender()
  expect(now()).toBe(before)
})

test('its type is told apart by status and by fetchStatus', () => {
  const check = (transfer: FileTransfer): void => {
    if (transfer.status === 'error') expectTypeOf(transfer.error).toEqualTypeOf<PasselError>()
    if (transfer.isSuccess) expectTypeOf(transfer.data).toEqualTypeOf<Blob | undefined>()
    if (transfer.status === 'pending') expectTypeOf(transfer.data).toEqualTypeOf<undefined>()
    if (transfer.isPaused) expectTypeOf(transfer.pauseReason).toEqualTypeOf<PauseReason>()
    if (transfer.fetchStatus === 'fetching') expectTypeOf(transfer.pauseReason).toEqualTypeOf<null>()
  }
  expect(check).toBeTypeOf('function')
})
