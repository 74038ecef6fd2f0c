/** A circuit relay in a process of its own. */
import type { ServerReservationStoreInit } from '@libp2p/circuit-relay-v2'
import { createRelay, firstAddress } from './libp2p-node.ts'
import { serve } from './serve.ts'

export interface RelayOptions {
  /** 'default' is what the library gives: 128 KiB and 2 minutes for each relayed connection. */
  readonly limits: 'default' | 'none'
}

export interface RelayReady {
  readonly address: string
}

/** More peers than a bench starts. */
const MAX_RESERVATIONS = 1024

serve<RelayOptions, RelayReady>(async ({ limits }) => {
  const reservations: ServerReservationStoreInit = {
    // The library keeps 15 for two hours, gone or not; every round brings peers of its own.
    maxReservations: MAX_RESERVATIONS,
    ...(limits === 'none' && { applyDefaultLimit: false }),
  }
  return { ready: { address: firstAddress(await createRelay(reservations)) } }
})
