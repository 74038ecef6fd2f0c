'use client'

import type { Reference, TransferId } from '@passel/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { useMessages } from '../messages/messages-context.tsx'
import { Attachment, type AttachmentProps } from './attachment.tsx'

type Source = Reference | string | TransferId

type ItemOptions = Omit<AttachmentProps, 'reference' | 'onRemove' | 'className' | 'children'>

export interface AttachmentListProps extends ItemOptions {
  readonly references: readonly Source[]
  /** Shows a button at what is done, failed or canceled. */
  readonly onRemove?: (reference: Source) => void
  readonly className?: string
  /** Draws one item in another way. */
  readonly children?: (reference: Source, onRemove: (() => void) | undefined) => ReactNode
}

/** Attachments one below the other. When one is removed the keyboard goes on at the next. */
export function AttachmentList (
  { references, onRemove, className, children, ...options }: AttachmentListProps
): ReactNode {
  const { attachments, direction } = useMessages()
  const list = useRef<HTMLUListElement>(null)
  const removed = useRef<number | undefined>(undefined)

  useEffect(() => {
    const index = removed.current
    if (index === undefined || document.activeElement !== document.body) return
    removed.current = undefined
    const items = list.current?.children ?? []
    const next = items[Math.min(index, items.length - 1)]
    const target = next?.querySelector<HTMLElement>('button') ?? next?.querySelector<HTMLElement>('[tabindex]')
    ;(target ?? list.current)?.focus()
  }, [references])

  return (
    <ul
      ref={list}
      className={`passel passel-list${className === undefined ? '' : ` ${className}`}`}
      aria-label={attachments}
      tabIndex={-1}
      dir={direction}
    >
      {references.map((reference, index) => {
        const remove = onRemove && ((): void => {
          removed.current = index
          onRemove(reference)
        })
        return (
          <li key={keyOf(reference)}>
            {children?.(reference, remove) ?? (
              <Attachment {...options} reference={reference} {...(remove && { onRemove: remove })} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

function keyOf (reference: Source): string {
  return typeof reference === 'string' ? reference : reference.secret.join('.')
}
