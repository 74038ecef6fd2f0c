'use client'

import { useRef, type ReactNode } from 'react'
import { Icon } from '../attachment/icons.tsx'
import { useMessages } from '../messages/messages-context.tsx'
import { useSharedInput } from './input-context.tsx'
import { RefusalList } from './refusal-list.tsx'
import { useAttachmentInput, type AttachmentInput, type AttachmentInputOptions } from './use-attachment-input.ts'

export interface AttachmentButtonLook {
  /** Asks for a whole folder. @default false */
  readonly folder?: boolean
  /** On phones: asks the camera, the one that looks at the person or away. */
  readonly capture?: 'user' | 'environment'
  readonly className?: string
  /** Words or a picture in the place of the built-in ones. */
  readonly children?: ReactNode
}

/** Inside an `AttachmentDropzone` its options are the dropzone's, and none are needed. */
export type AttachmentButtonProps = AttachmentButtonLook & Partial<AttachmentInputOptions>

/** Chooses files and sends them. */
export function AttachmentButton (props: AttachmentButtonProps): ReactNode {
  const shared = useSharedInput()
  return shared === undefined ? <OwnButton {...props} /> : <ChooseButton {...props} input={shared} />
}

function OwnButton (props: AttachmentButtonProps): ReactNode {
  const input = useAttachmentInput({ onSend: nobody, ...props })
  return (
    <div className='passel passel-input'>
      <ChooseButton {...props} input={input} />
      <RefusalList input={input} />
    </div>
  )
}

function nobody (): void {
  // Whoever leaves `onSend` out watches useTransfers.
}

function ChooseButton (
  { input, folder = false, capture, className, children }: AttachmentButtonLook & { input: AttachmentInput }
): ReactNode {
  const messages = useMessages()
  const chooser = useRef<HTMLInputElement>(null)
  const { tabIndex: _tab, style: _style, ...inputProps } = input.dropzone.getInputProps()
  const label = folder ? messages.attachFolder : messages.attach
  return (
    <>
      <button
        type='button'
        className={`passel-choose${className === undefined ? '' : ` ${className}`}`}
        data-part='choose'
        disabled={input.disabled}
        dir={messages.direction}
        onClick={() => {
          if (chooser.current === null) return
          chooser.current.value = '' // or choosing the same file again would change nothing
          chooser.current.click()
        }}
      >
        {children ?? <><Icon name={folder ? 'folder' : 'attach'} />{label}</>}
      </button>
      <input
        {...inputProps}
        {...(folder && { webkitdirectory: '' })}
        {...(capture && { capture })}
        ref={chooser}
        hidden
        aria-label={label}
      />
    </>
  )
}
