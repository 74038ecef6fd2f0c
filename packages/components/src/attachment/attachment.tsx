'use client'

import { errorCode, inlineKind, type PasselErrorCode, type Reference, type TransferId } from '@passel/core'
import { useFileTransfer, type FileTransfer, type FileTransferOptions } from '@passel/hooks'
import { useCallback, useRef, useState, type ReactNode } from 'react'
import { Holders } from '../holders/holders.tsx'
import { useVoice } from '../live-region/voice.tsx'
import { useMessages } from '../messages/messages-context.tsx'
import { displayName, type DisplayName } from '../names/display-name.ts'
import { FileName } from '../names/file-name.tsx'
import { ProgressBar } from '../progress/progress-bar.tsx'
import { AttachmentActions } from './attachment-actions.tsx'
import { AttachmentMedia, AttachmentThumbnail } from './attachment-preview.tsx'
import { stayText, statusText } from './status-text.ts'
import { useKeptFocus } from './use-kept-focus.ts'

/** What a headless attachment is made from. */
export interface AttachmentParts {
  readonly transfer: FileTransfer
  /** The file's name, safe to show. */
  readonly name: DisplayName
  /** One line about where it is. */
  readonly statusText: string
}

export interface AttachmentProps extends FileTransferOptions {
  /** As it came through the chat. */
  readonly reference: Reference | string | TransferId
  /** Shows a button that calls this; what it means is up to the application. */
  readonly onRemove?: () => void
  /** Pictures, video and sound in the place of a thumbnail. @default true */
  readonly inline?: boolean
  /** Saving failed; it is shown, too. */
  readonly onSaveError?: (error: unknown) => void
  readonly className?: string
  /** Draws it in another way: none of the built-in parts is rendered. */
  readonly children?: (parts: AttachmentParts) => ReactNode
}

/** One file of a message: where it is, what can be done with it, and the thing itself when it is here. */
export function Attachment ({
  reference, onRemove, inline = true, maxDataBytes = mediaBytes, onSaveError, className, children, ...options
}: AttachmentProps): ReactNode {
  const messages = useMessages()
  const voice = useVoice()
  // Only what is shown is read.
  const transfer = useFileTransfer(reference, { ...options, maxDataBytes: inline ? maxDataBytes : -1 })
  const root = useRef<HTMLDivElement | null>(null)
  const keepFocus = useKeptFocus(root)
  const [unsaved, setUnsaved] = useState<PasselErrorCode | null>(null)
  const failSave = (error: unknown): void => {
    const code = error === null ? null : errorCode(error)
    setUnsaved(code)
    if (code === null) return
    voice.say(messages.saysFailed(name.text, messages.errors[code]))
    onSaveError?.(error)
  }
  const { ref: seen } = transfer
  const ref = useCallback((element: HTMLDivElement | null) => {
    root.current = element
    seen(element)
  }, [seen])
  const name = displayName(transfer.reference?.name, messages.unnamedFile)
  const text = statusText(transfer, messages)
  const stay = stayText(transfer, messages)
  if (children !== undefined) return children({ transfer, name, statusText: text })

  const media = inline ? inlineKind(transfer.reference?.mediaType)?.kind : undefined
  return (
    <div
      ref={ref}
      className={`passel passel-attachment${className === undefined ? '' : ` ${className}`}`}
      role='group'
      aria-label={name.text}
      tabIndex={-1}
      dir={messages.direction}
      data-state={transfer.phase}
      data-status={transfer.status}
      data-fetch-status={transfer.fetchStatus}
      data-pause-reason={transfer.pauseReason ?? undefined}
      data-role={transfer.role ?? undefined}
      data-media={media}
    >
      {media !== undefined && <AttachmentMedia transfer={transfer} name={name.text} />}
      {media === undefined && <AttachmentThumbnail transfer={transfer} />}
      <div className='passel-body' data-part='body'>
        <FileName name={name} />
        <p className='passel-status' data-part='status'>{text}</p>
        {unsaved !== null && <p className='passel-note' data-part='unsaved'>{messages.errors[unsaved]}</p>}
        {transfer.role === 'send' && <Holders holders={transfer.holders} />}
        {stay !== null && <p className='passel-note' data-part='note'>{stay}</p>}
      </div>
      <AttachmentActions
        transfer={transfer} name={name.text} onRemove={onRemove} onAct={keepFocus} onSaveError={failSave}
      />
      <ProgressBar transfer={transfer} name={name.text} />
    </div>
  )
}

/** Pictures are decoded whole, and what is sent is read whole: up to this. What was received plays from the store. */
const MAX_MEDIA_BYTES = 64 * 1024 * 1024

function mediaBytes ({ mediaType }: Reference, role: 'send' | 'get'): number {
  const kind = inlineKind(mediaType)?.kind
  if (kind === undefined) return -1
  return kind === 'image' || role === 'send' ? MAX_MEDIA_BYTES : Infinity
}
