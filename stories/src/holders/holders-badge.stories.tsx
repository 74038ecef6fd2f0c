import { Attachment, HoldersBadge } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { held, scripts } from '../stage/scripts.ts'
import { scene, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'HoldersBadge',
  component: HoldersBadge,
  args: { reference: '' },
  render: (args, { loaded }) => <HoldersBadge {...args} reference={transferOf(loaded).text} />
} satisfies Meta<typeof HoldersBadge>

export default meta
type Story = StoryObj<typeof meta>

export const NotYet: Story = {
  loaders: [scene(held(0))],
  play: async ({ canvas }) => { await expect(canvas.getByText('Held by 0 of 3')).toBeVisible() }
}
export const Some: Story = {
  loaders: [scene(held(1))],
  play: async ({ canvas }) => { await expect(await canvas.findByText(/checked 4 min. ago/)).toBeVisible() }
}
export const Enough: Story = { loaders: [scene(held(2))] }
export const All: Story = { loaders: [scene(held(3))] }
export const Dark: Story = { loaders: [scene(held(2))], globals: { theme: 'dark' } }
export const Arabic: Story = {
  loaders: [scene(held(2))],
  globals: { language: 'ar' },
  play: async ({ canvas }) => { await expect(canvas.getByText('يحتفظ به 2 من 3')).toBeVisible() }
}

/** Of a payload that nobody is asked to keep there is nothing to say. */
export const NobodyIsAsked: Story = {
  loaders: [scene(scripts.waiting)],
  play: async ({ canvasElement }) => { await expect(canvasElement.querySelector('.passel-badge')).toBeNull() }
}

export const DrawnByTheApplication: Story = {
  loaders: [scene(held(2))],
  render: (_args, { loaded }) => (
    <HoldersBadge reference={transferOf(loaded).text}>
      {({ have, of, mayLeave }) => <p>{have}/{of}{mayLeave && ': you may go'}</p>}
    </HoldersBadge>
  ),
  play: async ({ canvas }) => { await expect(canvas.getByText('2/3: you may go')).toBeVisible() }
}

/** Keep this tab open; then others hold it, and that is said aloud, too. */
export const UntilOneMayLeave: Story = {
  loaders: [scene(held(1))],
  render: (_args, { loaded }) => <Attachment reference={transferOf(loaded).text} />,
  play: async ({ canvas, loaded }) => {
    await expect(canvas.getByText('Keep this tab open until others hold it')).toBeVisible()
    transferOf(loaded).set(held(2).state!)
    await expect(await canvas.findByText('Others hold it. You may close this tab')).toBeVisible()
    await expect(await canvas.findByText('minutes.pdf is held by others. You may close this tab')).toBeInTheDocument()
  }
}
