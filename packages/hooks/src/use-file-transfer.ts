'use client'

import { PasselError, type Reference, type Transfer, type TransferId, type TransferState } from '@passel/core'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { FileTransfer } from './file-transfer.ts'
import { useTransferClient } from './passel-provider.tsx'
import { readSource } from './read-source.ts'
import { isHere, viewOf } from './transfer-view.ts'
import { NO_TRANSFERS, type TransferClient } from './transfer-client.ts'
import { useSeen } from './use-seen.ts'

export interface FileTransferOptions {
  /** False: shows what is there, and begins nothing. @default true */
  readonly enabled?: boolean
  /** A reference is received at once, when `ref`'s element is on the screen, or by `resume()`. @default 'always' */
  readonly autoStart?: 'always' | 'visible' | 'manual'
  /**
   * Bytes up to which `data` is offered; a function decides by what it is. @default no limit for what was received,
   * because the store hands it out without reading it; 64 MiB for what is sent, which has to be read
   */
  readonly maxDataBytes?: number | ((reference: Reference, role: 'send' | 'get') => number)
}

const MAX_SENT_DATA_BYTES = 64 * 1024 * 1024

/**
 * Shows one transfer and offers what can be done with it. It lives in the engine: mounting this ten times is one
 * transfer, and unmounting it changes nothing. A reference (its text or itself) is received; an id only looks.
 */
export function useFileTransfer (
  source: Reference | string | TransferId | null, options: FileTransferOptions = {}
): FileTransfer {
  const { enabled = true, autoStart = 'always', maxDataBytes } = options
  const client = useTransferClient()
  const { id, reference, unreadable } = useMemo(() => readSource(source), [source])
  const [ref, seen] = useSeen(enabled && autoStart === 'visible')

  const state = useSyncExternalStore(
    client.transfers.subscribe,
    () => id === null ? undefined : client.transfers.getState().transfers[id],
    () => id === null ? undefined : NO_TRANSFERS.transfers[id]
  )
  const beginning = useSyncExternalStore(
    client.beginnings.subscribe, () => id === null ? undefined : client.beginnings.getState()[id], nothing
  )
  const shelved = useSyncExternalStore(
    client.blobs.store.subscribe, () => id === null ? undefined : client.blobs.store.getState()[id], nothing
  )

  const wanted = enabled && (autoStart === 'always' || (autoStart === 'visible' && seen))
  const isNew = state === undefined && beginning === undefined
  useEffect(() => {
    if (wanted && isNew && reference !== null) client.start(reference)
  }, [client, wanted, isNew, reference])

  const readable = state !== undefined && isHere(state) && isOffered(state, maxDataBytes)
  useEffect(() => readable && id !== null ? client.blobs.want(id) : undefined, [client, readable, id])

  const pause = useCallback(() => { if (id !== null) client.transfer(id)?.pause() }, [client, id])
  const resume = useCallback(async (file?: Blob) => {
    return id !== null && await client.resume(id, reference, file instanceof Blob ? file : undefined)
  }, [client, id, reference])
  const cancel = useCallback(() => { if (id !== null) client.cancel(id) }, [client, id])
  const retry = useCallback(() => { if (id !== null) client.retry(id, reference) }, [client, id, reference])
  const stream = useCallback<FileTransfer['stream']>((range) => begun(client, id).stream(range), [client, id])
  const blob = useCallback<FileTransfer['blob']>(async () => await begun(client, id).blob(), [client, id])
  const mediaUrl = useCallback(
    async () => id === null ? undefined : await client.engine?.mediaUrl?.(id), [client, id]
  )

  return useMemo(
    () => ({ ...viewOf({ id, reference, unreadable, state, beginning, shelved }),
      pause, resume, cancel, retry, stream, blob, mediaUrl, ref }),
    [id, reference, unreadable, state, beginning, shelved, pause, resume, cancel, retry, stream, blob, mediaUrl, ref]
  )
}

function isOffered (state: TransferState, limit: FileTransferOptions['maxDataBytes']): boolean {
  const { role, progress, reference } = state
  const most = typeof limit === 'function' ? limit(reference, role) : limit
  return (progress.total ?? 0) <= (most ?? (role === 'send' ? MAX_SENT_DATA_BYTES : Infinity))
}

function begun (client: TransferClient, id: TransferId | null): Transfer {
  const transfer = id === null ? undefined : client.transfer(id)
  if (transfer === undefined) throw new PasselError('not-found', 'stream: the transfer has not begun')
  return transfer
}

function nothing (): undefined {
  return undefined
}
