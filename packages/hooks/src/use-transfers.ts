'use client'

import { useCallback, useRef, useSyncExternalStore } from 'react'
import { shallow } from 'zustand/vanilla/shallow'
import { useTransferClient } from './passel-provider.tsx'
import { NO_TRANSFERS } from './transfer-client.ts'
import { overviewOf, type TransfersOverview } from './transfers-overview.ts'

const ON_SERVERS = overviewOf(NO_TRANSFERS)

/** All transfers of the engine with their totals, or what `select` takes of them; renders when that has changed. */
export function useTransfers (): TransfersOverview
export function useTransfers<Selected> (select: (overview: TransfersOverview) => Selected): Selected
export function useTransfers (select: (overview: TransfersOverview) => unknown = all): unknown {
  const { transfers } = useTransferClient()
  const last = useRef<{ readonly from: unknown, readonly select: unknown, readonly selected: unknown }>(undefined)

  const read = useCallback(() => {
    const from = transfers.getState()
    if (last.current?.from === from && last.current.select === select) return last.current.selected
    const selected = select(overviewOf(from))
    const same = last.current !== undefined && shallow(last.current.selected, selected)
    last.current = { from, select, selected: same ? last.current?.selected : selected }
    return last.current.selected
  }, [transfers, select])

  const onServers = useRef<{ readonly select: unknown, readonly selected: unknown }>(undefined)
  return useSyncExternalStore(transfers.subscribe, read, () => {
    if (onServers.current?.select !== select) onServers.current = { select, selected: select(ON_SERVERS) }
    return onServers.current.selected
  })
}

function all (overview: TransfersOverview): TransfersOverview {
  return overview
}
