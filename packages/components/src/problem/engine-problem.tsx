'use client'

import { errorCode } from '@passel/core'
import type { ReactNode } from 'react'
import { useMessages } from '../messages/messages-context.tsx'
import type { Messages } from '../messages/messages.ts'

export interface EngineProblemProps {
  /** What `createEngine` rejected with. */
  readonly error: unknown
  /** Creates the engine anew; without it there is no button. */
  readonly onRetry?: () => void
  readonly className?: string
}

/** Why there is no engine in this page, and what the person can do; it stands where attachments would be. */
export function EngineProblem ({ error, onRetry, className }: EngineProblemProps): ReactNode {
  const messages = useMessages()
  return (
    <div
      className={`passel passel-problem${className === undefined ? '' : ` ${className}`}`}
      role='alert'
      dir={messages.direction}
      data-code={errorCode(error)}
    >
      <p className='passel-name'>{messages.noEngine}</p>
      <p className='passel-status'>{textOf(error, messages)}</p>
      {onRetry && <button type='button' className='passel-choose' onClick={onRetry}>{messages.tryAgain}</button>}
    </div>
  )
}

function textOf (error: unknown, { noEngineBecause, errors }: Messages): string {
  const code = errorCode(error)
  if (code === 'store-in-use') return noEngineBecause.inUse
  if (code !== 'unsupported') return errors[code]
  if (globalThis.isSecureContext === false) return noEngineBecause.insecure
  return typeof navigator !== 'undefined' && navigator.locks === undefined
    ? noEngineBecause.noLocks
    : noEngineBecause.noStorage
}
