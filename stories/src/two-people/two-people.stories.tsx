import { Attachment, AttachmentDropzone, PasselProvider } from '@passel/components'
import type { Engine } from '@passel/core'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState, type ReactNode } from 'react'
import { expect, waitFor, within } from 'storybook/test'
import { picture } from '../stage/picture.ts'
import { openTwo } from './open-two.ts'

interface Person { readonly name: string, readonly engine: Engine }

/** A chat between two engines on one page; what one person sends is there for the other at once. */
function TwoPeople ({ people }: { people: readonly Person[] }): ReactNode {
  const [messages, setMessages] = useState<readonly string[]>([])
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 24 }}>
      {people.map(({ name, engine }) => (
        <section key={name} aria-label={name}>
          <h2>{name}</h2>
          <PasselProvider engine={engine}>
            <AttachmentDropzone onSend={(reference) => setMessages((before) => [...before, reference])}>
              {messages.map((reference) => <Attachment key={reference} reference={reference} />)}
            </AttachmentDropzone>
          </PasselProvider>
        </section>
      ))}
    </div>
  )
}

const meta = {
  title: 'Two people',
  component: TwoPeople,
  args: { people: [] },
  loaders: [async () => ({ two: await openTwo() })],
  render: (_args, { loaded }) => {
    const { anna, ben } = (loaded as { two: Awaited<ReturnType<typeof openTwo>> }).two
    return <TwoPeople people={[{ name: 'Anna', engine: anna }, { name: 'Ben', engine: ben }]} />
  }
} satisfies Meta<typeof TwoPeople>

export default meta
type Story = StoryObj<typeof meta>

export const SendAPicture: Story = {
  play: async ({ canvas, userEvent }) => {
    const anna = within(canvas.getByRole('region', { name: 'Anna' }))
    const ben = within(canvas.getByRole('region', { name: 'Ben' }))
    const chooser = canvas.getByRole('region', { name: 'Anna' }).querySelector<HTMLInputElement>('input[type=file]')!
    await userEvent.upload(chooser, new File([await picture()], 'sunset.png', { type: 'image/png' }))

    const received = await ben.findByRole('img', { name: 'sunset.png' }, { timeout: 10_000 })
    await waitFor(() => expect(received).toHaveProperty('naturalWidth', 640))
    await expect(ben.getByRole('button', { name: 'Save sunset.png' })).toBeVisible()
    await expect(await anna.findByText(/Delivered/, {}, { timeout: 10_000 })).toBeVisible()
    await expect(anna.getByRole('img', { name: 'sunset.png' })).toBeVisible()
  }
}
