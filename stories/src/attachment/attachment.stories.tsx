import { Attachment } from '@passel/components'
import { formatReference } from '@passel/core'
import { createScriptedReference } from '@passel/core/testing/engine'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { scripts } from '../stage/scripts.ts'
import { scene, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'Attachment/States',
  component: Attachment,
  args: { reference: '' },
  render: (args, { loaded }) => <Attachment {...args} reference={transferOf(loaded).text} />
} satisfies Meta<typeof Attachment>

export default meta
type Story = StoryObj<typeof meta>

const UNKNOWN = formatReference(createScriptedReference(99, { name: 'holiday.zip', size: 2_147_483_648 }))

export const Queued: Story = { loaders: [scene(scripts.queued)] }
export const Connecting: Story = { loaders: [scene(scripts.connecting)] }
export const Transferring: Story = { name: '37 %', loaders: [scene(scripts.transferring)] }
export const Relayed: Story = { loaders: [scene(scripts.relayed)] }
export const Stalled: Story = { loaders: [scene(scripts.stalled)] }
export const Paused: Story = { loaders: [scene(scripts.paused)] }
export const Offline: Story = { loaders: [scene(scripts.offline)] }
export const NobodyThere: Story = { loaders: [scene(scripts.nobody)] }
export const TooFewHolders: Story = { loaders: [scene(scripts.tooFewHolders)] }
export const OtherTab: Story = { loaders: [scene(scripts.otherTab)] }
export const Quota: Story = { loaders: [scene(scripts.quota)] }
export const Verifying: Story = { loaders: [scene(scripts.verifying)] }
export const Done: Story = { loaders: [scene(scripts.done)] }

export const Preparing: Story = { loaders: [scene(scripts.preparing)] }
export const Sending: Story = { loaders: [scene(scripts.sending)] }
/** Where the browser remembers the file a yes would be enough; here the person has to choose it. */
export const NeedsFile: Story = {
  loaders: [scene(scripts.needsFile)],
  play: async ({ canvas, canvasElement, userEvent, loaded }) => {
    const opened = new Promise<Event>((resolve) => {
      canvasElement.querySelector('input[type=file]')!.addEventListener('click', (event) => {
        event.preventDefault()
        resolve(event)
      }, { once: true })
    })
    await userEvent.click(canvas.getByRole('button', { name: 'Choose minutes.pdf again' }))
    await opened
    await expect(transferOf(loaded).calls).toEqual(['resume'])
    await expect(canvas.getByText(/^Choose the file again/)).toBeVisible()
  }
}
export const WaitingForRecipient: Story = { loaders: [scene(scripts.waiting)] }
export const ReceivedByOneOfFour: Story = { loaders: [scene(scripts.receivedBySome)] }
export const Delivered: Story = { loaders: [scene(scripts.delivered)] }
export const ReceivedByAll: Story = { loaders: [scene(scripts.receivedByAll)] }

export const NotDownloadedYet: Story = {
  loaders: [scene(scripts.done)],
  render: () => <Attachment reference={UNKNOWN} autoStart='manual' />
}
export const DamagedReference: Story = { render: () => <Attachment reference='passel:damaged' /> }

/** Headless: the application draws it, with the same parts. */
export const DrawnByTheApplication: Story = {
  loaders: [scene(scripts.transferring)],
  render: (_args, { loaded }) => (
    <Attachment reference={transferOf(loaded).text}>
      {({ name, statusText, transfer }) => (
        <p>{name.text}: {statusText} <button type='button' onClick={transfer.pause}>Wait</button></p>
      )}
    </Attachment>
  )
}
