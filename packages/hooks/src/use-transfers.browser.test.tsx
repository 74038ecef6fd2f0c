import type { TransferState } from '@passel/core'
import { createScriptedEngine, type ScriptedEngine } from '@passel/core/testing/engine'
import type { ReactNode } from 'react'
import { expect, expectTypeOf, test } from 'vitest'
import { renderHook } from 'vitest-browser-react'
import { PasselProvider, useTransfers, type TransfersOverview } from './index.ts'

async function stage<Selected> (engine: ScriptedEngine, select: (overview: TransfersOverview) => Selected) {
  let renders = 0
  const wrapper = ({ children }: { children: ReactNode }): ReactNode => (
    <PasselProvider engine={engine}>{children}</PasselProvider>
  )
  const hook = await renderHook(() => {
    renders++
    return useTransfers(select)
  }, { wrapper })
  return { ...hook, now: () => hook.result.current, renders: () => renders }
}

const all = (overview: TransfersOverview) => overview

test('totals count what is to be moved: a sender by what was given, the unknown not at all', async () => {
  const engine = createScriptedEngine({ transfers: [
    { reference: { size: 100 }, state: { phase: 'transferring', progress: { loaded: 40, bytesPerSecond: 5 } } },
    { role: 'send', reference: { size: 100 }, state: { phase: 'transferring', progress: { loaded: 100, given: 10 } } },
    { state: { phase: 'transferring', progress: { loaded: 1_000 } } },
    { reference: { size: 7 }, state: { phase: 'done', progress: { loaded: 7 } } },
    { role: 'send', reference: { size: 7 }, state: { phase: 'holding' } },
    { reference: { size: 7 }, state: { phase: 'failed', failure: 'io' } }
  ] })
  const { now } = await stage(engine, all)
  expect(now().transfers).toHaveLength(6)
  expect(now().totals).toEqual({
    count: 6, active: 3, failed: 1, done: 1, loaded: 50, total: 200, ratio: 0.25, bytesPerSecond: 5
  })
})

test('nothing to do is all done', async () => {
  expect((await stage(createScriptedEngine(), all)).now().totals).toMatchObject({ count: 0, ratio: 1 })
})

test('what is selected alone decides about rendering', async () => {
  const engine = createScriptedEngine()
  const transfer = engine.add({ reference: { size: 100 }, state: { phase: 'transferring' } })
  const { now, act, renders } = await stage(engine, ({ transfers }) => transfers.map(({ phase }) => phase))
  const before = renders()
  await act(() => transfer.set({ progress: { loaded: 50 } }))
  expect(renders()).toBe(before)
  await act(() => transfer.set({ phase: 'done' }))
  expect(now()).toEqual(['done'])
})

test('a transfer that comes or goes is seen', async () => {
  const engine = createScriptedEngine()
  const { now, act } = await stage(engine, ({ totals }) => totals.count)
  await act(() => { engine.add() })
  expect(now()).toBe(1)
  await act(() => engine.transfers()[0]!.cancel())
  expect(now()).toBe(0)
})

test('its type is what select makes of it', () => {
  const check = (): void => {
    expectTypeOf(useTransfers()).toEqualTypeOf<TransfersOverview>()
    expectTypeOf(useTransfers(({ transfers }) => transfers)).toEqualTypeOf<readonly TransferState[]>()
  }
  expect(check).toBeTypeOf('function')
})
