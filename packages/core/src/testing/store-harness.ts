import type { SourceRef, StoredTransfer, StorePort as Store } from '../ports.ts'

/** A home of its own for one scenario; chunks have 1024 bytes, of which 1004 are plain. */
export interface StoreHarness {
  /** Opens the home, again after the store before was closed. */
  open (): Promise<{ store: Store, stored: readonly StoredTransfer[] }>
  path (name: string): string
  write (path: string, bytes: Uint8Array): Promise<void>
  read (path: string): Promise<Uint8Array | undefined>
  /** Where there are no paths (browsers): a file of the person as they choose it; downloads stay in the home then. */
  choose? (path: string): Promise<SourceRef>
  close (): Promise<void>
}

export interface StoreScenario { readonly title: string, readonly run: (harness: StoreHarness) => Promise<void> }
