import type { StoreFailure } from '../store/messages.ts'

/** The one message that the page sends to a store's worker itself; everything else goes through `port`. */
export interface StartMessage {
  readonly name: string
  readonly port: MessagePort
  readonly chunkBytes?: number
  readonly keepIn?: StorageKind
}

/** Where a home's bytes are: the private file system, or a database where there is none of use. */
export type StorageKind = 'opfs' | 'indexeddb'

/** What the worker answers to that, when it cannot serve a store at all. */
export interface StartFailure { readonly failure: StoreFailure }
