'use client'

import type { SendOptions } from '@passel/core'
import { useSendFile } from '@passel/hooks'
import { useCallback, useMemo, useRef, useState } from 'react'
import { useDropzone, type Accept, type DropzoneState, type FileRejection } from 'react-dropzone'
import { useVoice } from '../live-region/voice.tsx'
import { makeThumbnail } from '../media/make-thumbnail.ts'
import { useMessages } from '../messages/messages-context.tsx'
import { displayName } from '../names/display-name.ts'
import { refusalText } from './refusal-text.ts'
import type { Refusal, RefusalCode } from './refusal.ts'

export interface AttachmentInputOptions {
  /** The reference exists, before the first byte was read: send it through the chat. */
  readonly onSend: (reference: string, file: File) => void
  /** Told of each file that was not taken, or could not be sent. */
  readonly onRefused?: (refusal: Refusal) => void
  /** Media types with their extensions, e.g. `{ 'image/*': [] }`. @default everything */
  readonly accept?: Accept
  /** Bytes of one file. @default no limit but the engine's */
  readonly maxSize?: number
  readonly minSize?: number
  /** Files at once. @default no limit */
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
  /** Why a file was not taken, in words. */
  readonly refusalText: (refusal: Refusal) => string
  readonly dismiss: (refusal: Refusal) => void
  /** Sends a file again that could not be sent. */
  readonly retry: (refusal: Refusal) => void
  readonly disabled: boolean
}

const CODES: Readonly<Record<string, RefusalCode>> = {
  'file-invalid-type': 'wrong-type',
  'file-too-large': 'too-large',
  'file-too-small': 'too-small',
  'too-many-files': 'too-many'
}

/** Takes files by drop, paste and picker, refuses with a reason what must not be, and sends the rest one by one. */
export function useAttachmentInput (options: AttachmentInputOptions): AttachmentInput {
  const { onSend, onRefused, accept, maxSize, minSize, maxFiles = 0, validate, sendOptions, disabled = false } = options
  const { mutateAsync } = useSendFile()
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  const refused = useRef(0)
  const messages = useMessages()
  const voice = useVoice()
  const textOf = useCallback(
    (refusal: Refusal) => refusalText(refusal, { maxSize, minSize, maxFiles }, messages),
    [maxSize, minSize, maxFiles, messages]
  )

  const refuse = useCallback((file: File, code: RefusalCode, message?: string, cause?: Refusal['cause']) => {
    const refusal = { id: ++refused.current, file, code, message, cause }
    setRefusals((before) => [...before, refusal])
    voice.say(messages.refused(displayName(file.name, messages.unnamedFile).text, textOf(refusal)))
    onRefused?.(refusal)
  }, [onRefused, voice, messages, textOf])

  const send = useCallback(async (file: File) => {
    let reference: string
    try {
      const thumbnail = await makeThumbnail(file)
      reference = await mutateAsync(file, { ...sendOptions, ...(thumbnail && { thumbnail }) })
    } catch (error) {
      const { code } = error as { code?: Refusal['cause'] }
      return refuse(file, 'unsent', undefined, code ?? 'io')
    }
    onSend(reference, file)
  }, [mutateAsync, onSend, refuse, sendOptions])

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
    // One after the other: messages appear in the order in which files were chosen.
    onDropAccepted: (files) => { files.reduce((before, file) => before.then(() => send(file)), Promise.resolve()) },
    onDropRejected: (rejections) => { for (const rejection of rejections) refuse(...reasonOf(rejection)) }
  })

  const dismiss = useCallback((gone: Refusal) => {
    setRefusals((before) => before.filter(({ id }) => id !== gone.id))
  }, [])
  const retry = useCallback((refusal: Refusal) => {
    dismiss(refusal)
    void send(refusal.file)
  }, [dismiss, send])

  return useMemo(
    () => ({ dropzone, refusals, refusalText: textOf, dismiss, retry, disabled }),
    [dropzone, refusals, textOf, dismiss, retry, disabled]
  )
}

function reasonOf ({ file, errors }: FileRejection): [File, RefusalCode, string | undefined] {
  const [error] = errors
  const code = CODES[error?.code ?? ''] ?? 'invalid'
  return [file, code, code === 'invalid' ? error?.message : undefined]
}
