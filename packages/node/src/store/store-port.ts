import type { MessagePort } from 'node:worker_threads'
import type { StoreMessagePort } from '@passel/core/worker'

/** Node's ports have all that a store asks of a port; their types come from another lineage than the DOM's. */
export function storePort (port: MessagePort): StoreMessagePort {
  return port as unknown as StoreMessagePort
}
