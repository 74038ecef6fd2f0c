'use client'

import type { TransferView } from '@passel/hooks'
import type { ReactNode } from 'react'
import { progressText } from '../attachment/status-text.ts'
import { useMessages } from '../messages/messages-context.tsx'
import { Bar } from './bar.tsx'

export interface ProgressBarProps {
  readonly transfer: TransferView
  /** As shown. */
  readonly name: string
}

/** The bar of one transfer; nothing where nothing is left to do. */
export function ProgressBar ({ transfer, name }: ProgressBarProps): ReactNode {
  const messages = useMessages()
  const { phase, progress, error, fetchStatus } = transfer
  if (error !== null || phase === 'done' || phase === 'idle' || phase === 'canceled' || phase === 'holding') return null
  const known = phase === 'transferring' || fetchStatus === 'paused'
  return (
    <Bar
      ratio={known ? progress.ratio : null}
      state={fetchStatus}
      label={messages.progress(name)}
      text={progressText(transfer, messages)}
    />
  )
}
