'use client'

import type { TransferHolders } from '@passel/hooks'
import type { ReactNode } from 'react'
import { useMessages } from '../messages/messages-context.tsx'
import { useNow } from './use-now.ts'

export interface HoldersProps {
  readonly holders: TransferHolders | null
}

/** Dots beyond this number say nothing that the words do not. */
const MAX_DOTS = 12

/** How many keep a payload, of how many that are wanted, and when that was last true. */
export function Holders ({ holders }: HoldersProps): ReactNode {
  const { heldBy, heldChecked, format } = useMessages()
  const verifiedAtMs = holders?.verifiedAtMs ?? null
  const nowMs = useNow(verifiedAtMs !== null)
  if (holders === null) return null
  const { have, of } = holders
  return (
    <p className='passel-holders' data-part='holders' data-state={stateOf(holders)}>
      {of <= MAX_DOTS && (
        <span className='passel-dots' aria-hidden='true'>
          {Array.from({ length: of }, (_, index) => <i key={index} data-held={index < have} />)}
        </span>
      )}
      <span>{heldBy(have, of)}</span>
      {verifiedAtMs !== null && nowMs !== null && (
        <span className='passel-checked'>{heldChecked(format.ago(nowMs - verifiedAtMs))}</span>
      )}
    </p>
  )
}

/** `enough`: it can be had without its sender. */
function stateOf ({ have, needed, of }: TransferHolders): 'none' | 'some' | 'enough' | 'all' {
  if (have >= of) return 'all'
  if (have >= needed) return 'enough'
  return have > 0 ? 'some' : 'none'
}
