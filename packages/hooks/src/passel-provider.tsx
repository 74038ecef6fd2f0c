'use client'

import type { Engine } from '@passel/core'
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react'
import { createCanceledMemory, pageNotebook, type Notebook } from './canceled-memory.ts'
import { createTransferClient, type TransferClient } from './transfer-client.ts'

const ClientContext = createContext<TransferClient | undefined>(undefined)

export interface PasselProviderProps {
  /** Null while it is being made, and on servers: everything below then shows itself as not begun. */
  readonly engine: Engine | null
  /**
   * Where to write down which transfers a person canceled, so that showing them does not begin them again after a
   * reload; null: nowhere. @default the page's localStorage
   */
  readonly notebook?: Notebook | null
  readonly children?: ReactNode
}

/** Gives an engine to the hooks below. It neither starts nor closes it: an engine outlives what is on the screen. */
export function PasselProvider ({ engine, notebook, children }: PasselProviderProps): ReactNode {
  const client = useMemo(
    () => createTransferClient(engine, createCanceledMemory(notebook === undefined ? pageNotebook() : notebook)),
    [engine, notebook]
  )
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
