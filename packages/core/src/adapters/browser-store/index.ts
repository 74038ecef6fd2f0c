/** The store of a page: a worker, and files that the browser keeps for the site. See README.md. */
export { openBrowserStore } from './open-browser-store.ts'
export type { BrowserStoreOptions } from './open-browser-store.ts'
export type { StorageKind } from './start-message.ts'
