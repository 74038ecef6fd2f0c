'use client'

import type { ReactNode } from 'react'
import { useMessages } from '../messages/messages-context.tsx'
import { AttachmentButton } from './attachment-button.tsx'
import { InputContext } from './input-context.tsx'
import { RefusalList } from './refusal-list.tsx'
import { useAttachmentInput, type AttachmentInput, type AttachmentInputOptions } from './use-attachment-input.ts'

export interface AttachmentDropzoneProps extends AttachmentInputOptions {
  readonly className?: string
  /** False where an `AttachmentButton` stands elsewhere inside; there must be one: not everybody can drop. */
  readonly button?: boolean
  /** A function draws all of it in another way, with react-dropzone's properties. */
  readonly children?: ReactNode | ((input: AttachmentInput) => ReactNode)
}

/** Takes files dropped on it, pasted into what is inside, or chosen with its button, and sends them. */
export function AttachmentDropzone (
  { className, button = true, children, ...options }: AttachmentDropzoneProps
): ReactNode {
  const messages = useMessages()
  const input = useAttachmentInput(options)
  if (typeof children === 'function') {
    return <InputContext.Provider value={input}>{children(input)}</InputContext.Provider>
  }

  const { isDragActive, isDragReject, isProcessing, getRootProps } = input.dropzone
  const { tabIndex: _tab, role: _role, ...rootProps } = getRootProps()
  return (
    <InputContext.Provider value={input}>
      <div
        {...rootProps}
        className={`passel passel-dropzone${className === undefined ? '' : ` ${className}`}`}
        dir={messages.direction}
        data-state={isDragActive ? (isDragReject ? 'refusing' : 'dragging') : isProcessing ? 'processing' : 'idle'}
      >
        {children}
        <RefusalList input={input} />
        {button && <AttachmentButton />}
        <div className='passel-drop-here' data-part='drop-here' aria-hidden='true'>{messages.dropHere}</div>
      </div>
    </InputContext.Provider>
  )
}
