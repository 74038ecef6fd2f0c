'use client'

import type { ReactNode } from 'react'
import { IconButton } from '../attachment/icon-button.tsx'
import { useMessages } from '../messages/messages-context.tsx'
import { displayName } from '../names/display-name.ts'
import { FileName } from '../names/file-name.tsx'
import type { AttachmentInput } from './use-attachment-input.ts'

export interface RefusalListProps {
  readonly input: AttachmentInput
}

/** Files that were not taken, each with its reason, until dismissed. */
export function RefusalList ({ input }: RefusalListProps): ReactNode {
  const messages = useMessages()
  return (
    <ul className='passel-refusals' data-part='refusals'>
      {input.refusals.map((refusal) => {
        const name = displayName(refusal.file.name, messages.unnamedFile)
        return (
          <li key={refusal.id} className='passel-refusal' data-code={refusal.code} data-cause={refusal.cause}>
            <FileName name={name} />
            <span className='passel-refusal-reason'>{input.refusalText(refusal)}</span>
            {refusal.code === 'unsent' && (
              <IconButton icon='retry' label={messages.retry(name.text)} onPress={() => input.retry(refusal)} />
            )}
            <IconButton icon='cancel' label={messages.dismiss(name.text)} onPress={() => input.dismiss(refusal)} />
          </li>
        )
      })}
    </ul>
  )
}
