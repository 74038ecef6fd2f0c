import { useWaku } from '@waku/react'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import type { CreateSignalPort } from '@passel/core'
import { useWakuSignals } from './index.ts'

vi.mock('@waku/react', () => ({ useWaku: vi.fn<() => unknown>() }))

function signalsWith (node: unknown): CreateSignalPort | null {
  vi.mocked(useWaku).mockReturnValue({ node, isLoading: false, error: undefined } as ReturnType<typeof useWaku>)
  let signals: CreateSignalPort | null | undefined
  const Ask = () => {
    signals = useWakuSignals({ app: '/my-chat/1' })
    return null
  }
  renderToString(<Ask />)
  return signals ?? null
}

test('there are no signals before there is a node', () => {
  expect(signalsWith(undefined)).toBeNull()
})

test('a node becomes signals', () => {
  expect(signalsWith({})).toBeTypeOf('function')
})
