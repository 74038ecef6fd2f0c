'use client'

import type { CreateSignalPort } from '@passel/core'
import { wakuSignals, type SignalOptions } from '@passel/core/waku'
import { useWaku } from '@waku/react'
import { useMemo } from 'react'

/**
 * Signals over the light node of `@waku/react`'s `WakuProvider`, for `createEngine`; null until the node is there.
 * The same node gives the same signals. Throws `bad-option` when `app` is not of the form `/my-chat/1`.
 */
export function useWakuSignals ({ app, publishPatienceMs }: SignalOptions): CreateSignalPort | null {
  const { node } = useWaku()
  return useMemo(
    () => node === undefined
      ? null
      : wakuSignals({ node, app, ...(publishPatienceMs !== undefined && { publishPatienceMs }) }),
    [node, app, publishPatienceMs]
  )
}
