/** The store on Node: files, a worker thread, one process at a time. */
export { createNodeCrypto } from './node-crypto.ts'
export { createNodeDisk } from './node-disk.ts'
export { openNodeStore } from './open-node-store.ts'
