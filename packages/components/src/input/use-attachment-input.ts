'use client'

import { errorCode, PasselError, type SendOptions } from '@passel/core'
import { useEngine } from '@passel/hooks'
import { useCallback, useMemo, useRef } from 'react'
import { useDropzone, type Accept, type DropEvent, type DropzoneState, type FileRejection } from 'react-dropzone'
import { useMessages } from '../messages/messages-context.tsx'
import { sendWithThumbnail } from '../send-with-thumbnail.ts'
import { draggedItems, readFiles, type Given } from './read-files.ts'
import { refusalText } from './refusal-text.ts'
import type { Refusal, RefusalCode, Refused } from './refusal.ts'
import { useRefusals } from './use-refusals.ts'

export interface AttachmentInputOptions {
  /** The reference exists, before the first byte was read: send it through the chat. */
  readonly onSend: (reference: string, file: File) => void
  /** Told together of the files that were not taken, or could not be sent; `more` of them nobody looked at. */
  readonly onRefused?: (refusals: readonly Refusal[], more: number) => void
  /** Media types with their extensions, e.g. `{ 'image/*': [] }`. @default everything */
  readonly accept?: Accept
  /** Bytes of one file. @default no limit but the engine's */
  readonly maxSize?: number
  readonly minSize?: number
  /** Files at once. @default 1000 */
  readonly maxFiles?: number
  /** The application's own check: what is wrong with the file, or nothing. */
  readonly validate?: (file: File) => string | null | Promise<string | null>
  /** How files are sent. */
  readonly sendOptions?: SendOptions
  readonly disabled?: boolean
}

export interface AttachmentInput {
  readonly dropzone: DropzoneState
  /** Oldest first, until dismissed. */
  readonly refusals: readonly Refusal[]
  /** Files not taken that nobody looked at, being too many. */
  readonly moreRefused: number
  /** Why a file was not taken, in words. */
  readonly refusalText: (refusal: Refused) => string
  readonly dismiss: (refusal: Refusal) => void
  readonly dismissAll: () => void
  /** Sends files again that could not be sent. */
  readonly retry: (...refusals: readonly Refusal[]) => void
  readonly disabled: boolean
}

const MAX_FILES = 1_000
/** Files looked at beside those that may be sent, so that people read what was wrong with some of them. */
const LOOKED_AT_BESIDE = 100

const CODES: Readonly<Record<string, RefusalCode>> = {
  'file-invalid-type': 'wrong-type',
  'file-too-large': 'too-large',
  'file-too-small': 'too-small',
  'too-many-files': 'too-many'
}

/** Takes files by drop, paste and picker, refuses with a reason what must not be, and sends the rest one by one. */
export function useAttachmentInput (options: AttachmentInputOptions): AttachmentInput {
  const { onSend, onRefused, accept, maxSize, minSize, maxFiles = MAX_FILES, validate, sendOptions } = options
  const { disabled = false } = options
  const engine = useEngine()
  const messages = useMessages()
  const textOf = useCallback(
    (refused: Refused) => refusalText(refused, { maxSize, minSize, maxFiles }, messages),
    [maxSize, minSize, maxFiles, messages]
  )
  const { refusals, more: moreRefused, refuse, dismiss, dismissAll } = useRefusals(textOf, onRefused)

  /** One after the other: messages appear in the order in which files were chosen. */
  const send = useCallback(async (files: readonly File[]) => {
    for (const file of files) {
      let text: string
      try {
        if (engine === null) throw new PasselError('bad-option', 'engine: the provider has none yet')
        text = (await sendWithThumbnail(engine, file, sendOptions)).text
      } catch (error) {
        refuse([{ name: file.name, file, code: 'unsent', cause: errorCode(error) }])
        continue
      }
      try {
        onSend(text, file)
      } catch (error) {
        reportError(error) // the application's own; the files behind this one are sent all the same
      }
    }
  }, [engine, onSend, refuse, sendOptions])

  const most = maxFiles + LOOKED_AT_BESIDE
  const read = useRef(new WeakMap<object, Given>())
  const dropzone = useDropzone({
    noClick: true,
    noKeyboard: true,
    disabled,
    maxFiles,
    ...(accept && { accept }),
    ...(maxSize !== undefined && { maxSize }),
    ...(minSize !== undefined && { minSize }),
    ...(validate && { validator: async (file: File) => {
      const message = await validate(file)
      return message === null ? null : { code: 'invalid', message }
    } }),
    getFilesFromEvent: async (event) => {
      if (Array.isArray(event)) return []
      const dragged = event.type === 'dragenter' && 'dataTransfer' in event ? event.dataTransfer : null
      if (dragged !== null) return draggedItems(dragged, most)
      const given = await readFiles(event, most)
      read.current.set(event, given)
      return given.files
    },
    onDrop: (accepted: File[], rejections: readonly FileRejection[], event: DropEvent) => {
      const { unread, more } = read.current.get(event) ?? { unread: [], more: 0 }
      refuse([...rejections.map(reasonOf), ...unread], more)
      void send(accepted)
    }
  })

  const retry = useCallback((...again: readonly Refusal[]) => {
    dismiss(again)
    void send(again.flatMap(({ file }) => file ?? []))
  }, [dismiss, send])

  return useMemo(() => ({
    dropzone, refusals, moreRefused, refusalText: textOf, dismissAll, retry, disabled,
    dismiss: (gone) => dismiss([gone])
  }), [dropzone, refusals, moreRefused, textOf, dismiss, dismissAll, retry, disabled])
}

function reasonOf ({ file, errors: [error] }: FileRejection): Refused {
  const code = CODES[error?.code ?? ''] ?? 'invalid'
  return { name: file.name, file, code, message: code === 'invalid' ? error?.message : undefined }
}
