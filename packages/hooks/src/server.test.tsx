import { formatReference } from '@passel/core'
import { createScriptedEngine, createScriptedReference } from '@passel/core/testing/engine'
import type { ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { PasselProvider, useEngine, useFileTransfer, useTransfers } from './index.ts'

const text = formatReference(createScriptedReference(1, { name: 'a', size: 100 }))

function Show (): ReactNode {
  const { phase, progress } = useFileTransfer(text)
  const count = useTransfers(({ totals }) => totals.count)
  return <p>{`${phase} ${progress.total} ${count}`}</p>
}

test('a server renders what is known without an engine, and begins nothing', () => {
  expect(renderToString(<PasselProvider engine={null}><Show /></PasselProvider>)).toBe('<p>idle 100 0</p>')
})

test('a server renders the same with an engine: what it has is not what the page will have', async () => {
  const engine = createScriptedEngine()
  await engine.receive(text)
  expect(renderToString(<PasselProvider engine={engine}><Show /></PasselProvider>)).toBe('<p>idle 100 0</p>')
})

test('a hook without a provider says what is missing', () => {
  const Lost = (): ReactNode => String(useEngine())
  expect(() => renderToString(<Lost />)).toThrow('PasselProvider')
})
