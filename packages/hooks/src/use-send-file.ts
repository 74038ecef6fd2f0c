'use client'

import { PasselError, type SendOptions, type SendSource, type Transfer, type TransferId } from '@passel/core'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTransferClient } from './passel-provider.tsx'
import { toPasselError } from './to-passel-error.ts'

export interface SendFileOptions extends SendOptions {
  /** The reference is there: share it. The first byte has not been read yet. */
  readonly onSuccess?: (reference: string, transfer: Transfer) => void
  readonly onError?: (error: PasselError, source: SendSource) => void
}

type Sending =
  | { readonly status: 'idle', readonly data: undefined, readonly error: null }
  | { readonly status: 'pending', readonly data: undefined, readonly error: null }
  | { readonly status: 'error', readonly data: undefined, readonly error: PasselError }
  | { readonly status: 'success', readonly data: string, readonly error: null }

export type SendFile = Sending & {
  readonly mutate: (source: SendSource, options?: SendOptions) => void
  /** Resolves with the reference's text when sending has *started*; watch the transfer for the rest. */
  readonly mutateAsync: (source: SendSource, options?: SendOptions) => Promise<string>
  /** Everything sent since the last `reset`, oldest first; for `useFileTransfer`. */
  readonly transferIds: readonly TransferId[]
  /** Forgets what was sent here; the transfers go on. */
  readonly reset: () => void
}

interface Calls { readonly sending: Sending, readonly transferIds: readonly TransferId[] }

const IDLE: Sending = { status: 'idle', data: undefined, error: null }
const PENDING: Sending = { status: 'pending', data: undefined, error: null }
const NO_CALLS: Calls = { sending: IDLE, transferIds: [] }

/** Sends files. `status` is that of the newest call, as with mutations of query libraries. */
export function useSendFile (options: SendFileOptions = {}): SendFile {
  const { engine } = useTransferClient()
  const [calls, setCalls] = useState(NO_CALLS)
  const newest = useRef(0)
  const latest = useRef(options)
  useEffect(() => { latest.current = options })

  const mutateAsync = useCallback<SendFile['mutateAsync']>(async (source, more) => {
    const call = ++newest.current
    const settle = (sending: Sending, ids: readonly TransferId[] = []): void => setCalls((before) => ({
      sending: call === newest.current ? sending : before.sending,
      transferIds: [...before.transferIds, ...ids]
    }))
    settle(PENDING)
    const { onSuccess, onError, ...sendOptions } = latest.current
    try {
      if (engine === null) throw new PasselError('bad-option', 'engine: the provider has none yet')
      const transfer = await engine.send(source, { ...sendOptions, ...more })
      settle({ status: 'success', data: transfer.text, error: null }, [transfer.id])
      onSuccess?.(transfer.text, transfer)
      return transfer.text
    } catch (thrown) {
      const error = toPasselError(thrown)
      settle({ status: 'error', data: undefined, error })
      onError?.(error, source)
      throw error
    }
  }, [engine])

  const mutate = useCallback<SendFile['mutate']>((source, more) => {
    mutateAsync(source, more).catch(() => { /* is in `error`, and onError was told */ })
  }, [mutateAsync])

  const reset = useCallback(() => {
    newest.current++
    setCalls(NO_CALLS)
  }, [])

  return useMemo(
    () => ({ ...calls.sending, transferIds: calls.transferIds, mutate, mutateAsync, reset }),
    [calls, mutate, mutateAsync, reset]
  )
}
