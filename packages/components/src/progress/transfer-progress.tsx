'use client'

import type { Reference, TransferId } from '@passel/core'
import { useFileTransfer, useTransfers, type TransfersOverview } from '@passel/hooks'
import type { ReactNode } from 'react'
import { useMessages } from '../messages/messages-context.tsx'
import { displayName } from '../names/display-name.ts'
import { Bar } from './bar.tsx'
import { ProgressBar } from './progress-bar.tsx'

export interface TransferProgressProps {
  /** One transfer; all of the engine without it. */
  readonly reference?: Reference | string | TransferId
  readonly className?: string
}

/** A bar alone: of one transfer, or of everything that is under way. Begins nothing; renders nothing when at rest. */
export function TransferProgress ({ reference, className }: TransferProgressProps): ReactNode {
  return (
    <div className={`passel passel-transfer-progress${className === undefined ? '' : ` ${className}`}`}>
      {reference === undefined ? <Totals /> : <One reference={reference} />}
    </div>
  )
}

function One ({ reference }: { reference: Reference | string | TransferId }): ReactNode {
  const messages = useMessages()
  const transfer = useFileTransfer(reference, { enabled: false, maxDataBytes: -1 })
  return <ProgressBar transfer={transfer} name={displayName(transfer.reference?.name, messages.unnamedFile).text} />
}

function Totals (): ReactNode {
  const { format, amount, speed, filesLeft, allTransfers } = useMessages()
  const { active, loaded, total, ratio, bytesPerSecond } = useTransfers(totals)
  if (active === 0) return null
  const text = [
    filesLeft(active),
    amount(format.bytes(loaded), format.bytes(total)),
    bytesPerSecond > 0 ? speed(format.bytes(bytesPerSecond)) : ''
  ].filter((part) => part !== '').join(' · ')
  return (
    <>
      <p className='passel-status' data-part='status'>{text}</p>
      <Bar
        ratio={ratio}
        state={bytesPerSecond > 0 ? 'fetching' : 'paused'}
        label={allTransfers}
        text={`${format.percent(ratio)} · ${text}`}
      />
    </>
  )
}

function totals (overview: TransfersOverview): TransfersOverview['totals'] {
  return overview.totals
}
