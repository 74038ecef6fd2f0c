import { PasselError, parseReference, type TransferId } from '@passel/core'
import { createScriptedEngine, type ScriptedEngine } from '@passel/core/testing/engine'
import { StrictMode, type ReactNode } from 'react'
import { expect, expectTypeOf, test } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { PasselProvider, useSendFile, type SendFile, type SendFileOptions } from './index.ts'

async function stage (engine: ScriptedEngine | null, options?: SendFileOptions) {
  const wrapper = ({ children }: { children: ReactNode }): ReactNode => (
    <StrictMode><PasselProvider engine={engine}>{children}</PasselProvider></StrictMode>
  )
  const hook = await renderHook(() => useSendFile(options), { wrapper })
  return { ...hook, now: () => hook.result.current }
}

const file = (name: string) => new File(['hello'], name)

test('the reference is there when sending has started', async () => {
  const engine = createScriptedEngine()
  const { now, act } = await stage(engine)
  expect(now()).toMatchObject({ status: 'idle', data: undefined, transferIds: [] })
  await act(async () => {
    const text = await now().mutateAsync(file('a.txt'))
    expect(parseReference(text).name).toBe('a.txt')
  })
  expect(now()).toMatchObject({ status: 'success', transferIds: [engine.transfers()[0]?.id] })
  expect(engine.transfers()[0]?.state().phase).toBe('preparing')
})

test('several files are several transfers; one that fails does not fail the others', async () => {
  const engine = createScriptedEngine()
  const failures: string[] = []
  const { now, act } = await stage(engine, { onError: ({ code }) => failures.push(code) })
  await act(() => now().mutateAsync(file('a.txt')))
  engine.refuse('quota')
  await act(async () => { now().mutate(file('b.txt')) })
  expect(now()).toMatchObject({ status: 'error', error: { code: 'quota' } })
  await act(() => now().mutateAsync(file('c.txt')))
  expect(now().status).toBe('success')
  expect(now().transferIds).toHaveLength(2)
  expect(failures).toEqual(['quota'])
})

test('its status is that of the newest call, whichever ends first', async () => {
  const engine = createScriptedEngine()
  let letGo: (() => void) | undefined
  const slow: ScriptedEngine = { ...engine, send: async (source, options) => {
    if (source instanceof File && source.name === 'slow.txt') {
      await new Promise<void>((resolve) => { letGo = resolve })
      throw new PasselError('quota', 'no')
    }
    return await engine.send(source, options)
  } }
  const { now, act } = await stage(slow)
  await act(async () => { now().mutate(file('slow.txt')) })
  expect(now().status).toBe('pending')
  await act(() => now().mutateAsync(file('sent.txt')))
  await act(async () => { letGo?.() })
  expect(now()).toMatchObject({ status: 'success', error: null })
})

test('reset forgets here and cancels nothing; leaving the screen changes nothing either', async () => {
  const engine = createScriptedEngine()
  const { now, act, unmount } = await stage(engine)
  await act(() => now().mutateAsync(file('a.txt')))
  await act(() => now().reset())
  expect(now()).toMatchObject({ status: 'idle', data: undefined, transferIds: [] })
  await unmount()
  expect(engine.transfers()[0]?.calls).toEqual([])
})

test('its functions stay the same, and options of the call win over those of the hook', async () => {
  const engine = createScriptedEngine()
  const { now, act } = await stage(engine, { privacy: 'relayed' })
  const { mutateAsync, mutate, reset } = now()
  await act(() => now().mutateAsync(file('a.txt')))
  await act(() => now().mutateAsync(file('b.txt'), { privacy: 'direct' }))
  expect(engine.transfers().map(({ reference }) => reference.privacy)).toEqual(['relayed', 'direct'])
  expect(now()).toMatchObject({ mutateAsync, mutate, reset })
})

test('without an engine sending is an error that says so', async () => {
  const { now, act } = await stage(null)
  await act(async () => { await expect(now().mutateAsync(file('a.txt'))).rejects.toThrow(PasselError) })
  expect(now()).toMatchObject({ status: 'error', error: { code: 'bad-option' } })
})

test('its type is told apart by status', () => {
  const check = (sending: SendFile): void => {
    if (sending.status === 'success') expectTypeOf(sending.data).toEqualTypeOf<string>()
    if (sending.status === 'error') expectTypeOf(sending.error).toEqualTypeOf<PasselError>()
    expectTypeOf(sending.transferIds).toEqualTypeOf<readonly TransferId[]>()
  }
  expect(check).toBeTypeOf('function')
})
