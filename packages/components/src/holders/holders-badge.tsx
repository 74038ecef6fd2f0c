'use client'

import type { Reference, TransferId } from '@passel/core'
import { useFileTransfer, type TransferHolders } from '@passel/hooks'
import type { ReactNode } from 'react'
import { useMessages } from '../messages/messages-context.tsx'
import { Holders } from './holders.tsx'

export interface HoldersBadgeProps {
  readonly reference: Reference | string | TransferId
  readonly className?: string
  /** Draws it in another way. */
  readonly children?: (holders: TransferHolders) => ReactNode
}

/** Who keeps one payload, alone: `<Attachment>` has it built in. Begins nothing; nothing where nobody is asked to. */
export function HoldersBadge ({ reference, className, children }: HoldersBadgeProps): ReactNode {
  const { direction } = useMessages()
  const { holders } = useFileTransfer(reference, { enabled: false, maxDataBytes: -1 })
  if (holders === null) return null
  if (children !== undefined) return children(holders)
  return (
    <div className={`passel passel-badge${className === undefined ? '' : ` ${className}`}`} dir={direction}>
      <Holders holders={holders} />
    </div>
  )
}
