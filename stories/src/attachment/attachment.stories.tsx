import { Attachment } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { scene, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'Attachment',
  component: Attachment,
  args: { reference: '' },
  render: (args, { loaded }) => <Attachment {...args} reference={transferOf(loaded).text} />
} satisfies Meta<typeof Attachment>

export default meta
type Story = StoryObj<typeof meta>

const MB = 1_000_000
const reference = { name: 'quarterly report.pdf', mediaType: 'application/pdf', size: 10 * MB }
const peers = [{ peer: '12D3KooWAnna', path: 'direct' }, { peer: '12D3KooWBen', path: 'relayed' }] as const

export const Transferring: Story = {
  loaders: [scene({
    reference, state: {
      phase: 'transferring', peers, path: 'direct',
      progress: { loaded: 3.7 * MB, bytesPerSecond: 1.2 * MB, secondsLeft: 6 }
    }
  })]
}
