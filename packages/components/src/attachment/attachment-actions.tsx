'use client'

import type { FileTransfer } from '@passel/hooks'
import { useRef, type ReactNode } from 'react'
import type { Messages } from '../messages/messages.ts'
import { useMessages } from '../messages/messages-context.tsx'
import { saveName } from '../names/save-name.ts'
import { saveFile } from '../save/save-file.ts'
import { actionsOf, type AttachmentAction } from './actions-of.ts'
import { IconButton } from './icon-button.tsx'
import type { IconName } from './icons.tsx'

export interface AttachmentActionsProps {
  readonly transfer: FileTransfer
  /** As shown. */
  readonly name: string
  readonly onRemove?: (() => void) | undefined
  /** Called before a button may vanish under the focus. */
  readonly onAct: () => void
  /** Told of an error, and of null when saving begins anew. */
  readonly onSaveError: (error: unknown) => void
}

/** The buttons of one attachment. */
export function AttachmentActions (
  { transfer, name, onRemove, onAct, onSaveError }: AttachmentActionsProps
): ReactNode {
  const messages = useMessages()
  const chooser = useRef<HTMLInputElement>(null)

  const act: Readonly<Record<AttachmentAction, () => void>> = {
    download: () => { void transfer.resume() },
    pause: transfer.pause,
    resume: () => { void transfer.resume() },
    choose: () => { void findAgain(transfer, () => chooser.current?.click()) },
    retry: transfer.retry,
    cancel: transfer.cancel,
    remove: () => onRemove?.(),
    save: () => {
      const { stream, blob, reference } = transfer
      onSaveError(null)
      saveFile({ name: saveName(reference?.name), stream, blob }).catch(onSaveError)
    }
  }

  return (
    <div className='passel-actions' data-part='actions'>
      {actionsOf(transfer, onRemove !== undefined).map((action) => (
        // The button that was pressed becomes its opposite and keeps the focus; what undoes is never in its place.
        <IconButton
          key={action === 'cancel' || action === 'remove' ? action : 'forward'}
          icon={iconOf(action)}
          label={labelOf(action, transfer.phase === 'holding', messages)(name)}
          onPress={() => {
            onAct()
            act[action]()
          }}
        />
      ))}
      <input
        ref={chooser}
        type='file'
        hidden
        onChange={({ target }) => {
          const [file] = target.files ?? []
          target.value = ''
          if (file !== undefined) void transfer.resume(file)
        }}
      />
    </div>
  )
}

/** Where the browser remembers the file, a yes is enough; elsewhere the person chooses it. */
async function findAgain ({ pauseReason, resume }: FileTransfer, choose: () => void): Promise<void> {
  const found = pauseReason === 'needs-file' && await resume()
  if (!found) choose()
}

function iconOf (action: AttachmentAction): IconName {
  return action === 'remove' ? 'cancel' : action
}

function labelOf (action: AttachmentAction, sharing: boolean, messages: Messages): (name: string) => string {
  if (action === 'choose') return messages.chooseAgain
  return action === 'cancel' && sharing ? messages.stopSharing : messages[action]
}
