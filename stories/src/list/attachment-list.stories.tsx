import { AttachmentList } from '@passel/components'
import type { StatePatch, TransferScript } from '@passel/core/testing/engine'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState, type ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { failed, scripts } from '../stage/scripts.ts'
import { engineOf, stage, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'AttachmentList',
  component: AttachmentList,
  args: { references: [] },
  render: (args, { loaded }) => (
    <Removable references={engineOf(loaded).transfers().map(({ text }) => text)} key={String(args)} />
  )
} satisfies Meta<typeof AttachmentList>

export default meta
type Story = StoryObj<typeof meta>

function Removable ({ references: initially }: { references: readonly string[] }): ReactNode {
  const [references, setReferences] = useState(initially)
  return (
    <AttachmentList
      references={references}
      onRemove={(gone) => setReferences((before) => before.filter((reference) => reference !== gone))}
    />
  )
}

const all = { loaders: [stage({ transfers: Object.values(scripts) })] }

export const EveryState: Story = { ...all }
export const Dark: Story = { ...all, globals: { theme: 'dark' } }
export const Arabic: Story = {
  ...all,
  globals: { language: 'ar' },
  play: async ({ canvas }) => {
    await expect(canvas.getAllByRole('button', { name: 'إيقاف quarterly report.pdf مؤقتًا' })[0]).toBeVisible()
  }
}

const named = (name: string, state: StatePatch): TransferScript => ({ reference: { name, size: 1_000_000 }, state })
const done = { phase: 'done', progress: { loaded: 1_000_000 } } as const

/** One failed file does not fail the message: the others are there, and it alone is tried again. */
export const RetryOneOfThree: Story = {
  loaders: [stage({ transfers: [
    named('first.zip', done), { ...failed('disk-full'), reference: { name: 'second.zip', size: 1_000_000 } },
    named('third.zip', done)
  ] })],
  play: async ({ canvas, userEvent, loaded }) => {
    await expect(canvas.getAllByRole('button', { name: /^Save/ })).toHaveLength(2)
    await userEvent.click(canvas.getByRole('button', { name: 'Try second.zip again' }))
    await expect(transferOf(loaded, 1).calls).toEqual(['resume'])
    transferOf(loaded, 1).set(done)
    await waitFor(() => expect(canvas.getAllByRole('button', { name: /^Save/ })).toHaveLength(3))
  }
}

/** The keyboard never falls out of the list: canceling stays on the item, removing goes on to the next. */
export const CancelAndFocus: Story = {
  loaders: [stage({ transfers: [
    named('first.zip', { phase: 'transferring', progress: { loaded: 400_000 } }), named('second.zip', done),
    named('third.zip', done)
  ] })],
  play: async ({ canvas, userEvent }) => {
    canvas.getByRole('button', { name: 'Cancel first.zip' }).focus()
    await userEvent.keyboard('{Enter}')
    const retry = await canvas.findByRole('button', { name: 'Try first.zip again' })
    await waitFor(() => expect(retry).toHaveFocus())
    canvas.getByRole('button', { name: 'Remove second.zip' }).focus()
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Save third.zip' })).toHaveFocus())
    await userEvent.click(canvas.getByRole('button', { name: 'Remove third.zip' }))
    await waitFor(() => expect(retry).toHaveFocus())
    await userEvent.click(canvas.getByRole('button', { name: 'Remove first.zip' }))
    await waitFor(() => expect(canvas.getByRole('list', { name: 'Attachments' })).toHaveFocus())
  }
}

/** Pausing and going on is one button: the focus stays on it. */
export const PauseAndResumeByKeyboard: Story = {
  loaders: [stage({ transfers: [named('film.mkv', { phase: 'transferring', progress: { loaded: 400_000 } })] })],
  play: async ({ canvas, userEvent, loaded }) => {
    canvas.getByRole('button', { name: 'Pause film.mkv' }).focus()
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Resume film.mkv' })).toHaveFocus())
    await userEvent.keyboard(' ')
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Pause film.mkv' })).toHaveFocus())
    await expect(transferOf(loaded).calls).toEqual(['pause', 'resume'])
  }
}

const ROWS = 500

export const FiveHundredRows: Story = {
  // The rows are those of the other stories, and axe would take a minute for them.
  parameters: { a11y: { test: 'off' } },
  loaders: [stage({ transfers: Array.from({ length: ROWS }, (_, index) => named(`file ${index}.bin`, done)) })],
  play: async ({ canvas, canvasElement, loaded }) => {
    await expect(canvasElement.querySelectorAll('[role=group]')).toHaveLength(ROWS)
    transferOf(loaded, 250).set({ phase: 'failed', failure: 'disk-full' })
    await expect(await canvas.findByLabelText('Try file 250.bin again')).toBeVisible()
  }
}
