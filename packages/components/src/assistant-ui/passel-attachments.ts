import { inlineKind, type Engine, type SendOptions } from '@passel/core'
import { sendWithThumbnail } from '../send-with-thumbnail.ts'

export interface PasselAttachmentsOptions {
  readonly engine: Engine
  /** Media types and extensions, as of an input element. @default '*', everything */
  readonly accept?: string
  /** How files are sent. */
  readonly sendOptions?: SendOptions
}

interface Described {
  readonly id: string
  readonly type: 'image' | 'file'
  readonly name: string
  readonly contentType: string
}

interface Pending extends Described {
  readonly file: File
  readonly status: { readonly type: 'requires-action', readonly reason: 'composer-send' }
}

/** What assistant-ui hands back; other adapters' attachments have more of it. */
interface Given {
  readonly id: string
  readonly name: string
  readonly contentType?: string | undefined
  readonly file: File
}

interface Complete extends Described {
  readonly status: { readonly type: 'complete' }
  readonly content: {
    readonly type: 'file'
    readonly filename: string
    readonly mimeType: string
    /** The reference. */
    readonly data: string
    readonly sourceType: 'url'
  }[]
}

/** An `AttachmentAdapter` of assistant-ui. */
export interface PasselAttachmentAdapter {
  accept: string
  add (state: { file: File }): Promise<Pending>
  send (attachment: Given): Promise<Complete>
  remove (): Promise<void>
}

/** Files of the composer become references in the message: give it to the runtime as `adapters.attachments`. */
export function passelAttachments (
  { engine, accept = '*', sendOptions }: PasselAttachmentsOptions
): PasselAttachmentAdapter {
  return {
    accept,
    add: async ({ file }) => ({
      ...described(crypto.randomUUID(), file.name, file.type), file,
      status: { type: 'requires-action', reason: 'composer-send' }
    }),
    send: async ({ id, name, contentType, file }) => {
      const { text } = await sendWithThumbnail(engine, file, sendOptions)
      const known = described(id, name, contentType ?? file.type)
      const part = { filename: name, mimeType: known.contentType, data: text } as const
      return { ...known, status: { type: 'complete' }, content: [{ type: 'file', ...part, sourceType: 'url' }] }
    },
    // Nothing was sent yet, or it is part of a message by now.
    remove: async () => undefined
  }
}

function described (id: string, name: string, type: string): Described {
  const contentType = type === '' ? 'application/octet-stream' : type
  return { id, type: inlineKind(contentType)?.kind === 'image' ? 'image' : 'file', name, contentType }
}
