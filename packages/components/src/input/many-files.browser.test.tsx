import { createScriptedEngine } from '@passel/core/testing/engine'
import { afterEach, expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { AttachmentDropzone, PasselProvider, type Refusal } from '../index.ts'
import { workOf } from '../testing/main-thread.ts'
import '@passel/components/styles.css'

const FILES = 10_000
/** Milliseconds of script for all of them. */
const MOST_SCRIPT_MS = 100

let zone: Element | undefined
afterEach(() => { zone = undefined })

async function show (maxFiles: number) {
  const engine = createScriptedEngine()
  const told: { refusals: readonly Refusal[], more: number }[] = []
  const { container } = await render(
    <PasselProvider engine={engine}>
      <AttachmentDropzone
        onSend={() => undefined}
        maxFiles={maxFiles}
        onRefused={(refusals, more) => told.push({ refusals, more })}
      />
    </PasselProvider>
  )
  zone = container.querySelector('.passel-dropzone')!
  return { engine, told, container }
}

function dropped (): DataTransfer {
  const data = new DataTransfer()
  for (let index = 0; index < FILES; index++) data.items.add(new File(['x'], `${index}.txt`))
  return data
}

test('ten thousand files dropped at once are a hundred milliseconds of script at most, and one update', async () => {
  const { engine, told, container } = await show(3)
  const dataTransfer = dropped()
  let updates = 0
  const watch = new MutationObserver(() => { updates++ })
  watch.observe(container.querySelector('.passel-refusals')!, { childList: true })
  const { scriptMs } = await workOf(async () => {
    zone!.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }))
    await expect.poll(() => [told.length, engine.asked.send], { timeout: 30_000 }).toEqual([1, 3])
    await expect.poll(() => container.querySelectorAll('.passel-refusal').length).toBe(6)
  })
  expect(scriptMs).toBeLessThan(MOST_SCRIPT_MS)
  expect(told.map(({ refusals, more }) => refusals.length + more)).toEqual([FILES - 3])
  expect(updates).toBe(1)
})
