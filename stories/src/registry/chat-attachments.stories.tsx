import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import entry from '../../../packages/components/registry/attachments.json' with { type: 'json' }
import { scripts } from '../stage/scripts.ts'
import { engineOf, stage } from '../stage/stage.ts'
import { ChatAttachments } from './chat-attachments.tsx'

/** Colours as a page with shadcn/ui has them. */
const THEME = {
  '--radius': '0.625rem', '--card': 'oklch(1 0 0)', '--card-foreground': 'oklch(0.145 0 0)',
  '--muted': 'oklch(0.97 0 0)', '--muted-foreground': 'oklch(0.5 0 0)', '--border': 'oklch(0.922 0 0)',
  '--primary': 'oklch(0.205 0 0)', '--primary-foreground': 'oklch(0.985 0 0)', '--destructive': 'oklch(0.52 0.22 27)'
}

const rule = (selector: string, values: object): string =>
  `${selector} { ${Object.entries(values).map(([name, value]) => `${name}: ${String(value)};`).join(' ')} }`

/** What `npx shadcn add` puts into an application. */
const meta = {
  title: 'Registry entry',
  component: ChatAttachments,
  args: { references: [], onSend: () => undefined },
  loaders: [stage({ transfers: [scripts.transferring, scripts.done, scripts.heldByEnough] })],
  render: (args, { loaded }) => (
    <>
      <style>{rule(':root', THEME) + rule('.passel', entry.css['.passel'])}</style>
      <ChatAttachments {...args} references={engineOf(loaded).transfers().map(({ text }) => text)} />
    </>
  )
} satisfies Meta<typeof ChatAttachments>

export default meta
type Story = StoryObj<typeof meta>

export const InItsColours: Story = {
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByRole('button', { name: 'Attach files' })).toBeVisible()
    const fill = canvasElement.querySelector('.passel-progress-fill')!
    await expect(getComputedStyle(fill).backgroundColor).toBe('oklch(0.205 0 0)')
  }
}
