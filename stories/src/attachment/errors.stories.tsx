import { Attachment, AttachmentList } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { failed, FAILURES, scripts } from '../stage/scripts.ts'
import { engineOf, scene, stage, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'Attachment/Errors',
  component: Attachment,
  args: { reference: '' },
  render: (args, { loaded }) => <Attachment {...args} reference={transferOf(loaded).text} />
} satisfies Meta<typeof Attachment>

export default meta
type Story = StoryObj<typeof meta>

export const Each: Story = {
  loaders: [stage({ transfers: FAILURES.map(failed) })],
  render: (_args, { loaded }) => (
    <AttachmentList references={engineOf(loaded).transfers().map(({ text }) => text)} onRemove={() => undefined} />
  )
}

export const DiskFullThenRetried: Story = {
  loaders: [scene(failed('disk-full'))],
  play: async ({ canvas, userEvent, loaded }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Try quarterly report.pdf again' }))
    await expect(canvas.getByText(/^Connecting/)).toBeVisible()
    await expect(transferOf(loaded).calls).toEqual(['resume'])
  }
}

/** The disk says no: the file is still here, and the button too. */
export const CouldNotBeSaved: Story = {
  loaders: [scene(scripts.done)],
  beforeEach: () => {
    const picker = Reflect.get(globalThis, 'showSaveFilePicker') as unknown
    Reflect.set(globalThis, 'showSaveFilePicker', async () => { throw new Error('read-only') })
    return () => { Reflect.set(globalThis, 'showSaveFilePicker', picker) }
  },
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Save quarterly report.pdf' }))
    await expect(await canvas.findByText('Something went wrong while reading or writing')).toBeVisible()
    await expect(canvas.getByText(/^quarterly report.pdf failed/).parentElement).toHaveAttribute('aria-live', 'polite')
    await expect(canvas.getByRole('button', { name: 'Save quarterly report.pdf' })).toBeVisible()
  }
}

/** Nothing that the recipient does helps: no button promises that it would. */
export const Conflict: Story = {
  loaders: [scene(failed('author-conflict'))],
  play: async ({ canvas }) => {
    await expect(canvas.getByText('There are two versions of this file. Ask for it again')).toBeVisible()
    await expect(canvas.queryByRole('button')).toBeNull()
  }
}
