import { createScriptedEngine, type TransferScript } from '@passel/core/testing/engine'
import { afterEach, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Attachment, PasselProvider } from './index.ts'
import '@passel/components/styles.css'

interface Emulation { send (method: string, params: object): Promise<unknown> }

async function emulate (features: Readonly<Record<string, string>>): Promise<void> {
  const list = Object.entries(features).map(([name, value]) => ({ name, value }))
  await (cdp() as Emulation).send('Emulation.setEmulatedMedia', { features: list })
}

afterEach(() => emulate({}))

async function show (script: TransferScript): Promise<(selector: string) => HTMLElement> {
  const engine = createScriptedEngine({ transfers: [script] })
  const { container } = await render(
    <PasselProvider engine={engine}><Attachment reference={engine.transfers()[0]!.text} /></PasselProvider>
  )
  return (selector) => container.querySelector<HTMLElement>(selector)!
}

const connecting: TransferScript = { reference: { name: 'a.txt' }, state: { phase: 'connecting' } }

test('nothing moves for people who want less motion', async () => {
  const find = await show(connecting)
  expect(getComputedStyle(find('.passel-progress-fill')).animationName).toBe('passel-seek')
  await emulate({ 'prefers-reduced-motion': 'reduce' })
  expect(getComputedStyle(find('.passel-progress-fill')).animationName).toBe('none')
})

test('with forced colours buttons and bars have borders', async () => {
  await emulate({ 'forced-colors': 'active' })
  const find = await show(connecting)
  expect(getComputedStyle(find('.passel-button')).borderTopWidth).toBe('1px')
  expect(getComputedStyle(find('.passel-progress')).borderTopWidth).toBe('1px')
})

test('a button is large enough to hit', async () => {
  const find = await show(connecting)
  const { width, height } = find('.passel-button').getBoundingClientRect()
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(24)
})

test('what an application writes wins, without !important', async () => {
  const sheet = document.createElement('style')
  sheet.textContent = '.passel-attachment { border-radius: 3px } .passel { --passel-accent: rgb(1, 2, 3) }'
  document.head.prepend(sheet)
  const find = await show({ ...connecting, state: { phase: 'transferring', progress: { loaded: 1, total: 2 } } })
  expect(getComputedStyle(find('.passel-attachment')).borderRadius).toBe('3px')
  expect(getComputedStyle(find('.passel-progress-fill')).backgroundColor).toBe('rgb(1, 2, 3)')
  sheet.remove()
})

test('every part says its state', async () => {
  const find = await show({ ...connecting, state: { phase: 'connecting', pauseReason: 'no-peers' } })
  expect({ ...find('.passel-attachment').dataset }).toEqual({
    state: 'connecting', status: 'pending', fetchStatus: 'paused', pauseReason: 'no-peers', role: 'get'
  })
  expect(find('[data-part=progress]').dataset['state']).toBe('paused')
})
