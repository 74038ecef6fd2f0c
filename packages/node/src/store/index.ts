/** The store on Node: files, a worker thread, one process at a time. */
export { openNodeStore } from './open-node-store.ts'
export type { NodeStoreOptions } from './node-store-options.ts'
