import { TransferProgress } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { scripts } from '../stage/scripts.ts'
import { scene, stage, transferOf } from '../stage/stage.ts'

const meta = { title: 'TransferProgress', component: TransferProgress } satisfies Meta<typeof TransferProgress>

export default meta
type Story = StoryObj<typeof meta>

export const OfEverything: Story = {
  loaders: [stage({ transfers: [scripts.transferring, scripts.sending, scripts.done] })],
  play: async ({ canvas }) => {
    const bar = canvas.getByRole('progressbar', { name: 'All transfers' })
    await expect(bar).toHaveAttribute('aria-valuenow', '37')
    await expect(bar).toHaveAttribute('aria-valuetext', '37% · 2 files · 7.4 MB of 20 MB · 1.2 MB/s')
  }
}

export const OfOne: Story = {
  loaders: [scene(scripts.transferring)],
  render: (_args, { loaded }) => <TransferProgress reference={transferOf(loaded).text} />,
  play: async ({ canvas }) => {
    const bar = canvas.getByRole('progressbar', { name: 'Progress of quarterly report.pdf' })
    await expect(bar).toHaveAttribute('aria-valuetext', expect.stringMatching(/^37% · 3.7 MB of 10 MB/))
  }
}

export const NothingToDo: Story = {
  loaders: [scene(scripts.done)],
  play: async ({ canvas }) => { await expect(canvas.queryByRole('progressbar')).toBeNull() }
}
