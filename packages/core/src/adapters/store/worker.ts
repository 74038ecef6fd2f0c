/**
 * What a store's worker, and the page or process that starts it, are made of (`@passel/core/worker`). Importing it does
 * nothing: a platform's own entry opens a disk and serves the store over it.
 */
export * from './index.ts'
