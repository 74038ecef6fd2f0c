import { PasselDevtools } from '@passel/components/devtools'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { failed, scripts } from '../stage/scripts.ts'
import { stage, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'PasselDevtools',
  component: PasselDevtools,
  args: { initiallyOpen: true },
  loaders: [stage({ transfers: [
    scripts.transferring, scripts.sending, scripts.nobody, failed('disk-full'), scripts.heldByEnough
  ] })]
} satisfies Meta<typeof PasselDevtools>

export default meta
type Story = StoryObj<typeof meta>

export const Closed: Story = { args: { initiallyOpen: false } }

export const Open: Story = {
  play: async ({ canvas, userEvent, loaded }) => {
    await userEvent.click(canvas.getAllByText('transferring')[0]!)
    await expect(canvas.getAllByText('…KooWAnna direct, …3KooWBen relayed')[0]).toBeVisible()
    await userEvent.click(canvas.getByText('holding'))
    await expect(canvas.getByText('2 of 3 held, 2 needed, 2 online, may leave')).toBeVisible()
    await expect(canvas.getByText('…3KooWOak 0, …3KooWElm 1, …3KooWAsh 2 promised')).toBeVisible()
    transferOf(loaded).set({ phase: 'verifying', peers: [] })
    await expect(await canvas.findByText('0 peers', { exact: false })).toBeVisible()
  }
}

export const Dark: Story = { globals: { theme: 'dark' } }
