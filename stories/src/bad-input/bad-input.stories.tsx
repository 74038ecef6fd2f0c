import { Attachment, AttachmentDropzone, EngineProblem } from '@passel/components'
import { formatReference, PasselError, type PasselErrorCode } from '@passel/core'
import { createScriptedReference } from '@passel/core/testing/engine'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState, type ReactNode } from 'react'
import { expect, waitFor } from 'storybook/test'
import { scripts } from '../stage/scripts.ts'
import { engineOf, scene, stage, transferOf } from '../stage/stage.ts'

/** What can be wrong with what comes in, and with the browser: each says so, and what the person can do. */
const meta = { title: 'Bad input', component: Attachment, args: { reference: '' } } satisfies Meta<typeof Attachment>

export default meta
type Story = StoryObj<typeof meta>

function Chat ({ maxFiles }: { maxFiles?: number }): ReactNode {
  const [references, setReferences] = useState<readonly string[]>([])
  return (
    <AttachmentDropzone
      onSend={(reference) => setReferences((before) => [...before, reference])}
      {...(maxFiles !== undefined && { maxFiles })}
    >
      {references.map((reference) => <Attachment key={reference} reference={reference} />)}
    </AttachmentDropzone>
  )
}

interface Item {
  readonly kind: 'file'
  webkitGetAsEntry (): { readonly name: string, readonly isDirectory: boolean, createReader? (): object } | null
  getAsFile (): File | null
}

/** A drop, of items as a browser would hand them over. */
function drop (canvasElement: HTMLElement, items: readonly Item[]): void {
  const event = new DragEvent('drop', { bubbles: true, cancelable: true })
  Object.defineProperty(event, 'dataTransfer', { value: { items, types: ['Files'] } })
  canvasElement.querySelector('.passel-dropzone')!.dispatchEvent(event)
}

const item = (file: File): Item => ({ kind: 'file', webkitGetAsEntry: () => null, getAsFile: () => file })

const folder = (name: string, readEntries: (resolve: (entries: []) => void, reject: (why: Error) => void) => void) => ({
  kind: 'file' as const, webkitGetAsEntry: () => ({ name, isDirectory: true, createReader: () => ({ readEntries }) }),
  getAsFile: () => null
})

const inChat = { loaders: [stage()], render: () => <Chat /> }
const shown = { render: (_args: object, { loaded }: { loaded: Record<string, unknown> }) => (
  <Attachment reference={transferOf(loaded).text} />
) }

export const EmptyFile: Story = {
  ...inChat,
  play: async ({ canvas, canvasElement }) => {
    drop(canvasElement, [item(new File([], 'empty.txt'))])
    await expect(await canvas.findByText(/0 bytes/)).toBeVisible()
  }
}

export const FolderWithoutPermission: Story = {
  ...inChat,
  play: async ({ canvas, canvasElement }) => {
    const denied = folder('private', (_resolve, reject) => reject(new DOMException('no', 'NotReadableError')))
    drop(canvasElement, [denied, item(new File(['x'], 'beside.txt'))])
    await expect(await canvas.findByText(/^the browser may not read it/)).toBeVisible()
    await expect(await canvas.findByRole('group', { name: 'beside.txt' })).toBeVisible()
  }
}

export const EmptyFolder: Story = {
  ...inChat,
  play: async ({ canvas, canvasElement }) => {
    drop(canvasElement, [folder('nothing', (resolve) => resolve([]))])
    await expect(await canvas.findByText('this folder has no files in it')).toBeVisible()
  }
}

export const DeletedWhileSealing: Story = {
  ...shown,
  loaders: [scene({ ...scripts.preparing, state: { ...scripts.preparing.state, pauseReason: 'needs-file' } })],
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/^Choose the file again to go on/)).toBeVisible()
    await expect(canvas.getByRole('button', { name: 'Choose minutes.pdf again' })).toBeVisible()
  }
}

export const GarbageForAReference: Story = {
  render: () => <Attachment reference='passel:%%%' />,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('This link to a file is damaged. Ask for it again')).toBeVisible()
    await expect(canvas.queryByRole('button')).toBeNull()
  }
}

/** A reference whose field `v` says 2. */
function newerReference (): string {
  const text = formatReference(createScriptedReference(1))
  const bytes = Uint8Array.from(atob(text.slice('passel:'.length).replaceAll('-', '+').replaceAll('_', '/')), byteOf)
  const at = bytes.findIndex((byte, index) => byte === 0x61 && bytes[index + 1] === byteOf('v'))
  bytes[at + 2] = 2
  const base64 = btoa(String.fromCharCode(...bytes))
  return `passel:${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

function byteOf (character: string): number {
  return character.charCodeAt(0)
}

export const ReferenceOfANewerVersion: Story = {
  render: () => <Attachment reference={newerReference()} />,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('This file needs a newer version of the app')).toBeVisible()
  }
}

/** The first few are sent; the others are a handful of lines, a number, and one button. */
export const TenThousandFiles: Story = {
  loaders: [stage()],
  render: () => <Chat maxFiles={2} />,
  play: async ({ canvas, canvasElement, loaded }) => {
    drop(canvasElement, Array.from({ length: 10_000 }, (_, index) => item(new File(['x'], `photo ${index}.jpg`))))
    await expect(await canvas.findByText('and 9,993 more')).toBeVisible()
    await waitFor(() => expect(engineOf(loaded).transfers()).toHaveLength(2))
  }
}

export const NameThatTurnsAround: Story = {
  ...inChat,
  play: async ({ canvas, canvasElement }) => {
    drop(canvasElement, [item(new File(['x'], 'photo\u202egpj.exe'))])
    await expect(await canvas.findByRole('group', { name: 'photogpj.exe' })).toBeVisible()
  }
}

/** Longer than a reference takes: it is shortened, with its end in sight. */
export const NameOfFourKilobytes: Story = {
  ...inChat,
  play: async ({ canvas, canvasElement, loaded }) => {
    drop(canvasElement, [item(new File(['x'], `${'very '.repeat(800)}long.tar.gz`))])
    await expect(await canvas.findByText('.gz')).toBeVisible()
    await expect(engineOf(loaded).transfers()[0]?.reference.name?.length).toBeLessThanOrEqual(255)
  }
}

const disguised = (name: string, mediaType: string, text: string): Story => ({
  ...shown,
  loaders: [scene({
    reference: { name, mediaType, size: text.length }, bytes: new TextEncoder().encode(text),
    state: { phase: 'done', progress: { loaded: text.length } }
  })],
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByRole('button', { name: `Save ${name}` })).toBeVisible()
    await expect(canvasElement.querySelector('.passel-attachment :is(img, object, embed, iframe)')).toBeNull()
  }
})

export const SvgAsAPicture = disguised('drawing.svg', 'image/svg+xml', '<svg onload="steal()"/>')
export const HtmlAsAPicture = disguised('cat.html', 'text/html; image/png', '<script>steal()</script>')

/** What `createEngine` fails with, where the browser lacks what `change` takes away. */
function without (code: PasselErrorCode, text: string, change: () => () => void = () => () => undefined): Story {
  return {
    render: () => <EngineProblem error={new PasselError(code, 'as the engine says it')} onRetry={() => undefined} />,
    beforeEach: change,
    play: async ({ canvas }) => {
      await expect(canvas.getByRole('alert')).toHaveTextContent(text)
      await expect(canvas.getByRole('button', { name: 'Try again' })).toBeVisible()
    }
  }
}

function lacking (owner: object, name: string, value: unknown): () => () => void {
  return () => {
    Object.defineProperty(owner, name, { configurable: true, value })
    return () => { Reflect.deleteProperty(owner, name) }
  }
}

const NOTHING_KEPT = 'The browser lets this site store nothing. Allow it, or leave the private window'

export const StorageDenied = without('unsupported', NOTHING_KEPT)
export const PrivateWindowWithoutStorage = without('unsupported', NOTHING_KEPT)
export const NoWebLocks = without(
  'unsupported', 'The browser is too old for more than one tab. Update it, or use another one',
  lacking(navigator, 'locks', undefined)
)
export const NoWebLocksAndAnotherTab = without(
  'store-in-use', 'They are taken care of in another tab. Go on there, or close it and try again'
)
export const InsecureContext = without(
  'unsupported', 'This page is not secure. Open its address with https', lacking(globalThis, 'isSecureContext', false)
)

/** Nobody has to do anything: all of it goes through a relay, and it says so. */
export const NoWebRtc: Story = {
  ...shown,
  loaders: [scene(scripts.relayed)],
  play: async ({ canvas }) => { await expect(canvas.getByText(/1 peer, relayed/)).toBeVisible() }
}
