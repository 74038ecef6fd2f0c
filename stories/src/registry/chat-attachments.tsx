'use client'

import { Attachment, AttachmentDropzone, AttachmentGallery, TransferProgress } from '@passel/components'
import type { ReactNode } from 'react'

export interface ChatAttachmentsProps {
  /** References as they came through the chat, oldest first. */
  references: readonly string[]
  /** Send it through the chat. */
  onSend: (reference: string, file: File) => void
  /** The line to write in, and whatever else stands below the attachments. */
  children?: ReactNode
}

/** The attachments of a chat: what came, what is under way, and where files are dropped. */
export function ChatAttachments({ references, onSend, children }: ChatAttachmentsProps) {
  return (
    <AttachmentDropzone onSend={onSend}>
      <AttachmentGallery className='grid gap-2'>
        {references.map((reference) => <Attachment key={reference} reference={reference} autoStart='visible' />)}
      </AttachmentGallery>
      <TransferProgress />
      {children}
    </AttachmentDropzone>
  )
}
