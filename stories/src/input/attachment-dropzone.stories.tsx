import { Attachment, AttachmentButton, AttachmentDropzone, type AttachmentDropzoneProps } from '@passel/components'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState, type ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { picture } from '../stage/picture.ts'
import { engineOf, stage } from '../stage/stage.ts'

/** A chat in small: what is sent shows, and there is a line to write in. */
function Chat (props: Partial<AttachmentDropzoneProps>): ReactNode {
  const [references, setReferences] = useState<readonly string[]>([])
  return (
    <AttachmentDropzone onSend={(reference) => setReferences((before) => [...before, reference])} {...props}>
      {references.map((reference) => <Attachment key={reference} reference={reference} />)}
      <input aria-label='Message' placeholder='Write a message' style={{ padding: 8, font: 'inherit' }} />
    </AttachmentDropzone>
  )
}

const meta = {
  title: 'AttachmentDropzone',
  component: Chat,
  loaders: [stage()]
} satisfies Meta<typeof Chat>

export default meta
type Story = StoryObj<typeof meta>

const file = (name: string, bytes = 5, type = 'text/plain') => new File(['x'.repeat(bytes)], name, { type })
const chooser = (canvasElement: HTMLElement) => canvasElement.querySelector<HTMLInputElement>('input[type=file]')!

function transferWith (files: readonly File[]): DataTransfer {
  const data = new DataTransfer()
  for (const each of files) data.items.add(each)
  return data
}

function drag (type: 'dragenter' | 'drop', target: Element, dataTransfer: DataTransfer): void {
  target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
}

/** What a screen reader was told. */
function saidIn (canvasElement: HTMLElement): string[] {
  return [...canvasElement.querySelectorAll('[aria-live] p')].map(({ textContent }) => textContent)
}

export const Empty: Story = {}

export const KeyboardOnly: Story = {
  play: async ({ canvas, canvasElement, userEvent, loaded }) => {
    let opened = false
    chooser(canvasElement).addEventListener('click', (event) => {
      opened = true
      event.preventDefault()
    }, { once: true })
    await userEvent.tab()
    await expect(canvas.getByRole('textbox', { name: 'Message' })).toHaveFocus()
    await userEvent.tab()
    await expect(canvas.getByRole('button', { name: 'Attach files' })).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect(opened).toBe(true)
    await userEvent.upload(chooser(canvasElement), [file('one.txt'), file('two.txt')])
    await expect(await canvas.findByRole('group', { name: 'two.txt' })).toBeVisible()
    await expect(canvas.getAllByRole('group').map((group) => group.getAttribute('aria-label')))
      .toEqual(['one.txt', 'two.txt'])
    await expect(engineOf(loaded).asked.send).toBe(2)
  }
}

export const Dropped: Story = {
  play: async ({ canvas, canvasElement }) => {
    const zone = canvasElement.querySelector('.passel-dropzone')!
    const dataTransfer = transferWith([file('dropped.txt')])
    drag('dragenter', zone, dataTransfer)
    await waitFor(() => expect(zone).toHaveAttribute('data-state', 'dragging'))
    drag('drop', zone, dataTransfer)
    await expect(await canvas.findByRole('group', { name: 'dropped.txt' })).toBeVisible()
    await expect(zone).toHaveAttribute('data-state', 'idle')
  }
}

/** For the eye: files are being held over it. */
export const Dragging: Story = {
  play: async ({ canvasElement }) => {
    const zone = canvasElement.querySelector('.passel-dropzone')!
    drag('dragenter', zone, transferWith([file('dropped.txt')]))
    await waitFor(() => expect(zone).toHaveAttribute('data-state', 'dragging'))
  }
}

export const PastedPicture: Story = {
  play: async ({ canvas, userEvent, loaded }) => {
    const screenshot = new File([await picture()], 'screenshot.png', { type: 'image/png' })
    await userEvent.click(canvas.getByRole('textbox', { name: 'Message' }))
    await userEvent.paste(transferWith([screenshot]))
    await expect(await canvas.findByRole('group', { name: 'screenshot.png' })).toBeVisible()
    const thumbnail = engineOf(loaded).transfers()[0]?.reference.thumbnail
    await expect(thumbnail?.length).toBeGreaterThan(0)
    await expect(thumbnail?.length).toBeLessThanOrEqual(4096)
  }
}

export const PastedWordsStayWords: Story = {
  play: async ({ canvas, userEvent, loaded }) => {
    const line = canvas.getByRole('textbox', { name: 'Message' })
    await userEvent.click(line)
    await userEvent.paste('hello')
    await expect(line).toHaveValue('hello')
    await expect(engineOf(loaded).asked.send).toBe(0)
  }
}

/** Too large, of the wrong type, refused by the application: each says why, the good one is sent. */
export const Refused: Story = {
  args: {
    maxSize: 1_000, accept: { 'text/plain': ['.txt'] },
    validate: async ({ name }) => name.startsWith('secret') ? 'contains secrets' : null
  },
  play: async ({ canvas, canvasElement, userEvent }) => {
    // A person's picker filters by type, as far as it can; drops and other systems do not.
    drag('drop', canvasElement.querySelector('.passel-dropzone')!, transferWith([
      file('large.txt', 1_001), file('movie.mp4', 5, 'video/mp4'), file('secret plan.txt'), file('fine.txt')
    ]))
    await expect(await canvas.findByRole('group', { name: 'fine.txt' })).toBeVisible()
    const reasons = [...canvasElement.querySelectorAll('.passel-refusal-reason')].map(({ textContent }) => textContent)
    await expect(reasons).toEqual(['larger than 1 kB', 'this type of file cannot be attached', 'contains secrets'])
    await waitFor(() => expect(saidIn(canvasElement).toSorted()).toEqual([
      'Sending fine.txt', 'large.txt: larger than 1 kB', 'movie.mp4: this type of file cannot be attached',
      'secret plan.txt: contains secrets'
    ]), { timeout: 5_000 })
    const dismiss = (name: string) => canvas.getByRole('button', { name: `Dismiss the message about ${name}` })
    await userEvent.click(dismiss('movie.mp4'))
    await expect(canvas.queryByText('movie')).toBeNull()
    // The keyboard goes on at the next message, and from the last one to where files are chosen.
    await waitFor(() => expect(dismiss('secret plan.txt')).toHaveFocus())
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(dismiss('large.txt')).toHaveFocus())
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Attach files' })).toHaveFocus())
  }
}

export const TooMany: Story = {
  args: { maxFiles: 1 },
  play: async ({ canvas, canvasElement, userEvent }) => {
    await userEvent.upload(chooser(canvasElement), [file('a.txt'), file('b.txt')])
    await expect(await canvas.findByText('more than 1 at once')).toBeVisible()
    await expect(await canvas.findByRole('group', { name: 'a.txt' })).toBeVisible()
  }
}

/** A whole disk, dropped by mistake: the first are sent, the rest is one line and one announcement. */
export const TenThousand: Story = {
  args: { maxFiles: 3 },
  play: async ({ canvas, canvasElement, userEvent, loaded }) => {
    const files = Array.from({ length: 10_000 }, (_, index) => file(`file ${index}.txt`))
    drag('drop', canvasElement.querySelector('.passel-dropzone')!, transferWith(files))
    await expect(await canvas.findByText('and 9,992 more')).toBeVisible()
    await expect(canvas.getAllByText('more than 3 at once')).toHaveLength(5)
    await expect(await canvas.findByRole('group', { name: 'file 2.txt' })).toBeVisible()
    await expect(engineOf(loaded).asked.send).toBe(3)
    await waitFor(() => expect(saidIn(canvasElement)).toEqual(expect.arrayContaining([
      '9,997 files not attached: more than 3 at once'
    ])))
    await expect(saidIn(canvasElement).filter((line) => line.includes('not attached'))).toHaveLength(1)
    await userEvent.click(canvas.getByRole('button', { name: 'Dismiss all messages' }))
    await waitFor(() => expect(canvas.queryByText('more than 3 at once')).toBeNull())
    await waitFor(() => expect(canvas.getByRole('button', { name: 'Attach files' })).toHaveFocus())
  }
}

export const NoneCouldBeSent: Story = {
  play: async ({ canvas, canvasElement, userEvent, loaded }) => {
    const files = Array.from({ length: 8 }, (_, index) => file(`${index}.txt`))
    files.forEach(() => engineOf(loaded).refuse('quota'))
    await userEvent.upload(chooser(canvasElement), files)
    await expect(await canvas.findByText('and 3 more')).toBeVisible()
    await userEvent.click(canvas.getByRole('button', { name: 'Try all again' }))
    await expect(await canvas.findByRole('group', { name: '7.txt' })).toBeVisible()
    await expect(canvas.queryByText('and 3 more')).toBeNull()
  }
}

export const CouldNotBeSent: Story = {
  play: async ({ canvas, canvasElement, userEvent, loaded }) => {
    engineOf(loaded).refuse('quota')
    await userEvent.upload(chooser(canvasElement), [file('big.txt')])
    await expect(await canvas.findByText('No space left for it here. Make room, then try again')).toBeVisible()
    await userEvent.click(canvas.getByRole('button', { name: 'Try big.txt again' }))
    await expect(await canvas.findByRole('group', { name: 'big.txt' })).toBeVisible()
  }
}

export const FolderButton: Story = {
  render: (args) => (
    <AttachmentDropzone onSend={() => undefined} {...args} button={false}>
      <AttachmentButton />
      <AttachmentButton folder />
    </AttachmentDropzone>
  ),
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByRole('button', { name: 'Attach a folder' })).toBeVisible()
    await expect(canvasElement.querySelectorAll('input[webkitdirectory]')).toHaveLength(1)
  }
}

/** Headless: react-dropzone's properties on elements of the application's own. */
export const DrawnByTheApplication: Story = {
  render: (args) => (
    <AttachmentDropzone onSend={() => undefined} {...args}>
      {({ dropzone, refusals }) => (
        <fieldset {...dropzone.getRootProps({ role: undefined })}>
          <legend>Files</legend>
          <input {...dropzone.getInputProps({ style: {}, 'aria-label': 'Choose' })} />
          {refusals.map((refusal) => <p key={refusal.id}>{refusal.name}: {refusal.code}</p>)}
        </fieldset>
      )}
    </AttachmentDropzone>
  ),
  args: { maxSize: 3 },
  play: async ({ canvas, userEvent }) => {
    await userEvent.upload(canvas.getByLabelText('Choose'), file('five.txt'))
    await expect(await canvas.findByText('five.txt: too-large')).toBeVisible()
  }
}

export const ButtonAlone: Story = { render: () => <AttachmentButton /> }
export const Disabled: Story = {
  args: { disabled: true },
  play: async ({ canvas }) => { await expect(canvas.getByRole('button', { name: 'Attach files' })).toBeDisabled() }
}
