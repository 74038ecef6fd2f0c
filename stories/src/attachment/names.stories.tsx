import { Attachment } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { scene, transferOf } from '../stage/stage.ts'

const meta = {
  title: 'Attachment/Names',
  component: Attachment,
  args: { reference: '' },
  render: (args, { loaded }) => <Attachment {...args} reference={transferOf(loaded).text} />
} satisfies Meta<typeof Attachment>

export default meta
type Story = StoryObj<typeof meta>

const done = { phase: 'done', progress: { loaded: 1_000 } } as const

/** A right-to-left override would make `photo(RLO)gpj.exe` read `photoexe.jpg`. */
export const TurnedAround: Story = {
  loaders: [scene({ reference: { name: 'photo\u202egpj.exe', size: 1_000 }, state: done })],
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('group', { name: 'photogpj.exe' })).toBeVisible()
    await expect(canvas.getByText('.exe')).toBeVisible()
  }
}

export const FourKilobytes: Story = {
  loaders: [scene({ reference: { name: `${'very '.repeat(40)}long name.tar.gz`, size: 1_000 }, state: done })],
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByText('.gz')).toBeVisible()
    await expect(canvasElement.querySelector('.passel-attachment')!.scrollWidth).toBeLessThanOrEqual(
      canvasElement.querySelector('.passel-attachment')!.clientWidth
    )
  }
}

/** The extension stands at the right, whatever the direction of the name. */
export const RightToLeft: Story = {
  loaders: [scene({ reference: { name: 'צילום מסך 12.png.zip', size: 1_000 }, state: done })],
  play: async ({ canvas }) => {
    const left = (text: string): number => canvas.getByText(text).getBoundingClientRect().left
    await expect(left('.zip')).toBeGreaterThan(left('צילום מסך 12.png'))
  }
}

export const LinesAndTabs: Story = {
  loaders: [scene({ reference: { name: 'a\nb\tc\u0000.txt', size: 1_000 }, state: done })],
  play: async ({ canvas }) => { await expect(canvas.getByRole('group', { name: 'abc.txt' })).toBeVisible() }
}

export const Unnamed: Story = { loaders: [scene({ reference: { size: 1_000 }, state: done })] }
export const EmptyFile: Story = {
  loaders: [scene({ reference: { name: 'empty.txt', size: 0 }, state: { phase: 'done', progress: { loaded: 0 } } })],
  play: async ({ canvas }) => { await expect(canvas.getByText('0 bytes')).toBeVisible() }
}
export const UnknownType: Story = { loaders: [scene({ reference: { name: 'data.xyz', size: 1_000 }, state: done })] }
export const UnknownSize: Story = {
  loaders: [scene({
    reference: { name: 'answer.md', kind: 'stream' },
    state: { phase: 'transferring', path: 'direct', progress: { loaded: 42_000, bytesPerSecond: 900 } }
  })]
}
