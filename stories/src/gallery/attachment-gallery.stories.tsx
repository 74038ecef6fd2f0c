import { Attachment, AttachmentGallery } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { picture } from '../stage/picture.ts'
import { engineOf, stage } from '../stage/stage.ts'

const NAMES = ['sunset.png', 'harbour at night, seen from the bridge, with all of its lights.png', 'tall.png']

const meta = {
  title: 'AttachmentGallery',
  component: AttachmentGallery,
  loaders: [async () => {
    const sizes = [[640, 480], [900, 300], [300, 700]] as const
    const pictures = await Promise.all(sizes.map(([width, height]) => picture(width, height)))
    return await stage({ transfers: [
      ...pictures.map((bytes, index) => ({
        reference: { name: NAMES[index]!, mediaType: 'image/png', size: bytes.length }, bytes,
        state: { phase: 'done', progress: { loaded: bytes.length } } as const
      })),
      { reference: { name: 'notes.txt', size: 5 }, state: { phase: 'done', progress: { loaded: 5 } } as const }
    ] })()
  }],
  render: (args, { loaded }) => (
    <AttachmentGallery {...args}>
      {engineOf(loaded).transfers().map(({ text }) => <Attachment key={text} reference={text} />)}
    </AttachmentGallery>
  )
} satisfies Meta<typeof AttachmentGallery>

export default meta
type Story = StoryObj<typeof meta>

/** With the keyboard alone: open, go round, close; and the focus is where it was. */
export const ByKeyboard: Story = {
  play: async ({ canvas, userEvent }) => {
    const opener = await canvas.findByRole('button', { name: 'Open sunset.png' })
    opener.focus()
    await userEvent.keyboard('{Enter}')
    await expect(await canvas.findByRole('dialog', { name: 'sunset.png' })).toBeVisible()
    await expect(canvas.getByText('1 of 3')).toBeVisible()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}')
    await expect(await canvas.findByRole('dialog', { name: 'tall.png' })).toBeVisible()
    await userEvent.keyboard('{ArrowRight}')
    await expect(await canvas.findByRole('dialog', { name: 'sunset.png' })).toBeVisible()
    await userEvent.keyboard('{End}{ArrowLeft}')
    await expect(await canvas.findByRole('dialog', { name: NAMES[1]! })).toBeVisible()
    await userEvent.click(canvas.getByRole('button', { name: 'Close' }))
    await waitFor(() => expect(canvas.queryByRole('dialog')).toBeNull())
    await expect(opener).toHaveFocus()
  }
}

/** What lies behind cannot be reached while it is open. */
export const Open: Story = {
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'Open sunset.png' }))
    const dialog = await canvas.findByRole('dialog')
    await expect(dialog).toContainElement(document.activeElement as HTMLElement)
    await userEvent.click(canvas.getByRole('button', { name: 'Next picture' }))
    await expect(await canvas.findByText('2 of 3')).toBeVisible()
    await expect(await canvas.findByText(`${NAMES[1]}, 2 of 3`)).toBeInTheDocument()
  }
}

export const Arabic: Story = {
  globals: { language: 'ar' },
  play: async ({ canvas, userEvent }) => {
    await userEvent.click(await canvas.findByRole('button', { name: 'فتح sunset.png' }))
    await userEvent.keyboard('{ArrowLeft}')
    await expect(await canvas.findByText('2 من 3')).toBeVisible()
  }
}
