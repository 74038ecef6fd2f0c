/** Entry of the store's thread. */
import { workerData, type MessagePort } from 'node:worker_threads'
import { createStore, serveStore } from '@passel/core/worker'
import { createNodeCrypto } from './node-crypto.ts'
import { createNodeDisk } from './node-disk.ts'
import type { NodeStoreOptions } from './node-store-options.ts'
import { storePort } from './store-port.ts'

export interface StoreWorkerData {
  readonly home: string
  readonly port: MessagePort
  readonly options: NodeStoreOptions
}

const { home, port, options } = workerData as StoreWorkerData
serveStore(storePort(port), createStore(createNodeDisk(home), createNodeCrypto(), options))
