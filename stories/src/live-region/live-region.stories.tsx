import { Attachment } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { scripts } from '../stage/scripts.ts'
import { engineOf, stage, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'Live region',
  component: Attachment,
  args: { reference: '' },
  loaders: [stage({ transfers: [scripts.done] })],
  render: (args, { loaded }) => <Attachment {...args} reference={transferOf(loaded).text} />
} satisfies Meta<typeof Attachment>

export default meta
type Story = StoryObj<typeof meta>

/** Announcements come at most once a second. */
const SOON = { timeout: 5_000 }

/** One polite voice: start, quarters, done, each once, however many updates there are; nothing of what was there. */
export const SaysEachThingOnce: Story = {
  play: async ({ canvasElement, loaded }) => {
    const said: string[] = []
    const [region, ...others] = canvasElement.querySelectorAll('.passel-live')
    await expect(others).toEqual([])
    await expect(region).toHaveAttribute('aria-live', 'polite')
    const watch = new MutationObserver((records) => {
      for (const { addedNodes } of records) said.push(...[...addedNodes].map(({ textContent }) => textContent ?? ''))
    })
    watch.observe(region!, { childList: true })

    const transfer = engineOf(loaded).add({ reference: { name: 'film.mkv', size: 1_000 } })
    for (let at = 0; at <= 300; at += 10) transfer.set({ phase: 'transferring', progress: { loaded: at } })
    await waitFor(() => expect(said).toEqual(['Receiving film.mkv', 'film.mkv: 25%']), SOON)
    for (let at = 300; at <= 1_000; at += 10) transfer.set({ phase: 'transferring', progress: { loaded: at } })
    transfer.set({ phase: 'done' })
    transfer.set({ phase: 'done', signalsSent: 1 })
    const broken = engineOf(loaded).add({ reference: { name: 'notes.txt', size: 10 } })
    broken.set({ phase: 'failed', failure: 'disk-full' })
    broken.set({ phase: 'failed', failure: 'disk-full', signalsSent: 1 })

    // What the file was past by the time there was room to speak is not said any more.
    await waitFor(() => expect(said.slice(2)).toEqual([
      'film.mkv is here', 'Receiving notes.txt', 'notes.txt failed. The disk is full. Make room, then try again'
    ]), SOON)
    watch.disconnect()
  }
}
