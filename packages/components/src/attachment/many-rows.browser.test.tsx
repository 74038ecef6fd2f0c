import { createScriptedEngine, type ScriptedTransfer, type TransferScript } from '@passel/core/testing/engine'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { AttachmentList, PasselProvider } from '../index.ts'
import { workOf } from '../testing/main-thread.ts'
import '@passel/components/styles.css'

const ROWS = 500
/** Transfers that an engine moves at once. */
const MOVING = 16
const FRAMES = 120
/** Milliseconds of one frame at 60 a second. */
const FRAME_MS = 1_000 / 60
/** The engine tells of a transfer ten times a second. */
const FRAMES_OF_AN_UPDATE = 6

const row = (index: number): TransferScript => ({
  reference: { name: `file ${index}.bin`, size: 1_000_000 },
  state: index < MOVING
    ? { phase: 'transferring', progress: { loaded: 0 } }
    : { phase: 'done', progress: { loaded: 1_000_000 } }
})

/** Scrolls through the list, some rows a frame, while `update` moves transfers; the work of an average frame. */
async function scroll (box: Element, update: (frame: number) => void): Promise<number> {
  const { allMs, frames } = await workOf(async () => {
    for (let frame = 0; frame < FRAMES; frame++) {
      await new Promise(requestAnimationFrame)
      box.scrollTop += 150
      if (frame % FRAMES_OF_AN_UPDATE === 0) update(frame)
    }
  })
  expect(frames).toBeGreaterThanOrEqual(FRAMES)
  return allMs / frames
}

test('five hundred attachments leave a frame its time while somebody scrolls, and many of them move', async () => {
  const engine = createScriptedEngine({ transfers: Array.from({ length: ROWS }, (_, index) => row(index)) })
  const moving: readonly ScriptedTransfer[] = engine.transfers().slice(0, MOVING)
  const { container } = await render(
    <PasselProvider engine={engine}>
      <div data-testid='box' style={{ height: 600, overflow: 'auto' }}>
        <AttachmentList references={engine.transfers().map(({ text }) => text)} />
      </div>
    </PasselProvider>
  )
  const box = container.querySelector('[data-testid=box]')!
  expect(box.querySelectorAll('[role=group]')).toHaveLength(ROWS)
  expect(await scroll(box, () => { /* nothing moves */ })).toBeLessThan(FRAME_MS / 2)
  box.scrollTop = 0
  const update = (frame: number): void => {
    for (const transfer of moving) transfer.set({ progress: { loaded: frame * 1_000 } })
  }
  expect(await scroll(box, update)).toBeLessThan(FRAME_MS)
})
