'use client'

import { useEffect, useRef, type ReactNode } from 'react'
import { IconButton } from '../attachment/icon-button.tsx'
import { useMessages } from '../messages/messages-context.tsx'
import { displayName } from '../names/display-name.ts'
import { FileName } from '../names/file-name.tsx'
import type { Refusal } from './refusal.ts'
import type { AttachmentInput } from './use-attachment-input.ts'

export interface RefusalListProps {
  readonly input: AttachmentInput
}

/** Refusals shown one by one; nobody reads more, and ten thousand would freeze the page. */
const MAX_SHOWN = 5

/** Files that were not taken, the first few with their reason and the number of the rest, until dismissed. */
export function RefusalList ({ input }: RefusalListProps): ReactNode {
  const { refusals, moreRefused } = input
  const messages = useMessages()
  const list = useRef<HTMLUListElement>(null)
  const left = useRef<number | undefined>(undefined)
  const shown = refusals.slice(0, MAX_SHOWN)
  const hidden = refusals.length - shown.length + moreRefused

  // The keyboard goes on at the next message, and where there is none at the button that chooses files.
  useEffect(() => {
    const index = left.current
    if (index === undefined || document.activeElement !== document.body) return
    left.current = undefined
    const items = list.current?.children ?? []
    const next = items[Math.min(index, items.length - 1)]?.querySelector<HTMLElement>('button:last-of-type')
    ;(next ?? list.current?.parentElement?.querySelector<HTMLElement>('[data-part=choose]'))?.focus()
  }, [shown.length, hidden])

  function leave (index: number, act: () => void): () => void {
    return () => {
      left.current = index
      act()
    }
  }

  return (
    <ul ref={list} className='passel-refusals' data-part='refusals'>
      {shown.map((refusal, index) => {
        const name = displayName(refusal.name, messages.unnamedFile)
        return (
          <li key={refusal.id} className='passel-refusal' data-code={refusal.code} data-cause={refusal.cause}>
            <FileName name={name} />
            <span className='passel-refusal-reason'>{input.refusalText(refusal)}</span>
            {canRetry(refusal) && (
              <IconButton
                icon='retry'
                label={messages.retry(name.text)}
                onPress={leave(index, () => input.retry(refusal))}
              />
            )}
            <IconButton
              icon='cancel'
              label={messages.dismiss(name.text)}
              onPress={leave(index, () => input.dismiss(refusal))}
            />
          </li>
        )
      })}
      {hidden > 0 && (
        <li className='passel-refusal' data-part='more'>
          <span className='passel-more'>{messages.andMore(hidden)}</span>
          {refusals.slice(MAX_SHOWN).some(canRetry) && (
            <IconButton
              icon='retry'
              label={messages.retryAll}
              onPress={leave(0, () => input.retry(...refusals.filter(canRetry)))}
            />
          )}
          <IconButton icon='cancel' label={messages.dismissAll} onPress={leave(0, input.dismissAll)} />
        </li>
      )}
    </ul>
  )
}

function canRetry ({ code, file }: Refusal): boolean {
  return code === 'unsent' && file !== undefined
}
