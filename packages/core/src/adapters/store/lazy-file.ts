import type { DiskFile } from './disk.ts'

/** A file opened at its first use: a home may hold thousands of transfers, of which few move. */
export interface LazyFile {
  /** Rejects as opening does, and tries again the next time. */
  get (): Promise<DiskFile>
  /** The next `get` opens it again. */
  close (): Promise<void>
}

export function createLazyFile (open: () => Promise<DiskFile>): LazyFile {
  let opened: Promise<DiskFile> | undefined
  return {
    get: async () => {
      opened ??= open()
      try {
        return await opened
      } catch (error) {
        opened = undefined
        throw error
      }
    },
    close: async () => {
      const closing = opened
      opened = undefined
      const file = await closing?.catch(() => undefined) // it never opened
      await file?.close()
    },
  }
}
