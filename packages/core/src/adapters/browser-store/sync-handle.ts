/** What workers have of the private file system beyond pages: the checkout is compiled with the types of pages. */

/** All positions and sizes in bytes. Exclusive: a file has one such handle at a time, in all tabs. */
export interface SyncHandle {
  read (into: Uint8Array, options: { readonly at: number }): number
  write (bytes: Uint8Array, options: { readonly at: number }): number
  /** A promise in older browsers, as is what `getSize`, `truncate` and `close` answer. */
  flush (): Promise<void> | void
  getSize (): Promise<number> | number
  truncate (sizeBytes: number): Promise<void> | void
  close (): Promise<void> | void
}

export interface SyncFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle (): Promise<SyncHandle>
}

/** Whether this thread can open files of the private file system for reading and writing in place. */
export function hasSyncHandles (): boolean {
  return typeof FileSystemFileHandle === 'function' && 'createSyncAccessHandle' in FileSystemFileHandle.prototype
}
