import { useFileTransfer, useSendFile, useTransfers } from '@passel/hooks'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactNode } from 'react'
import { expect } from 'storybook/test'
import { engineOf, stage } from '../stage/stage.ts'

/** Everything drawn by the application, over the hooks alone. */
function Plain (): ReactNode {
  const { mutate, transferIds, error } = useSendFile()
  const count = useTransfers(({ totals }) => totals.count)
  return (
    <>
      <label>
        Send a file <input type='file' onChange={({ target }) => target.files?.[0] && mutate(target.files[0])} />
      </label>
      {error !== null && <p role='alert'>{error.code}</p>}
      <p>{count} in all</p>
      {transferIds.map((id) => <Row key={id} id={id} />)}
    </>
  )
}

function Row ({ id }: { id: string }): ReactNode {
  const transfer = useFileTransfer(id)
  return (
    <p>
      {transfer.reference?.name}: {transfer.isPaused ? transfer.pauseReason : transfer.phase}{' '}
      <button type='button' onClick={transfer.pause}>Pause</button>
    </p>
  )
}

const meta = { title: 'Hooks', component: Plain, loaders: [stage()] } satisfies Meta<typeof Plain>

export default meta
type Story = StoryObj<typeof meta>

export const SendAndPause: Story = {
  play: async ({ canvas, userEvent, loaded }) => {
    await userEvent.upload(canvas.getByLabelText('Send a file'), new File(['hello'], 'a.txt'))
    await expect(await canvas.findByText(/a.txt: preparing/)).toBeVisible()
    await userEvent.click(canvas.getByRole('button', { name: 'Pause' }))
    await expect(await canvas.findByText(/a.txt: user/)).toBeVisible()
    await expect(engineOf(loaded).transfers()[0]?.calls).toEqual(['pause'])
  }
}
