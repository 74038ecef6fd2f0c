import { PasselError } from '../../errors.ts'
import type { DiskFile } from '../store/disk.ts'
import { translated } from './browser-error.ts'
import type { SyncHandle } from './sync-handle.ts'

/** A file over a handle that others may share; `letGo` is called once, when this one is closed. */
export function createOpfsFile (name: string, handle: SyncHandle, letGo: () => Promise<void>): DiskFile {
  let closed = false

  async function use<Result> (work: () => Result | Promise<Result>): Promise<Result> {
    if (closed) throw new PasselError('io', `${name} is closed`)
    try {
      return await work()
    } catch (error) {
      throw translated(error, name)
    }
  }

  return {
    read: (at, into) => use(() => {
      const read = handle.read(into, { at })
      if (read > into.length) throw new PasselError('io', `${name}: the browser could not read it`)
      return read
    }),
    write: (at, bytes) => use(() => {
      for (let put = 0; put < bytes.length;) {
        const written = handle.write(bytes.subarray(put), { at: at + put })
        // Some browsers write what fits and say how much; Chromium throws nothing in private windows and answers with
        // the number of its failure, which as an unsigned one is more than it was given.
        if (written === 0 || written > bytes.length - put) {
          throw new DOMException('nothing more was written', 'QuotaExceededError')
        }
        put += written
      }
    }),
    flush: () => use(() => handle.flush()),
    size: () => use(() => handle.getSize()),
    truncate: (sizeBytes) => use(() => handle.truncate(sizeBytes)),
    close: async () => {
      if (closed) return
      closed = true
      await letGo()
    },
  }
}
