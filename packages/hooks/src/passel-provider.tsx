'use client'

import type { Engine } from '@passel/core'
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react'
import { createTransferClient, type TransferClient } from './transfer-client.ts'

const ClientContext = createContext<TransferClient | undefined>(undefined)

export interface PasselProviderProps {
  /** Null while it is being made, and on servers: everything below then shows itself as not begun. */
  readonly engine: Engine | null
  readonly children?: ReactNode
}

/** Gives an engine to the hooks below. It neither starts nor closes it: an engine outlives what is on the screen. */
export function PasselProvider ({ engine, children }: PasselProviderProps): ReactNode {
  const client = useMemo(() => createTransferClient(engine), [engine])
  useEffect(() => client.follow(), [client])
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>
}

/** The engine of the provider above; null while there is none yet. Throws without a provider. */
export function useEngine (): Engine | null {
  return useTransferClient().engine
}

/** What the hooks of one provider share. */
export function useTransferClient (): TransferClient {
  const client = useContext(ClientContext)
  if (client === undefined) throw new Error('Passel: put a <PasselProvider engine={...}> around what uses its hooks')
  return client
}
