import { PasselError } from '../../errors.ts'
import type { Disk, DiskFile } from '../store/disk.ts'
import type { BlockFile } from './block-batch.ts'
import { createBlockWriter } from './block-writer.ts'
import { blobOfBlocks, readBlocks } from './blocks.ts'
import { translated } from './browser-error.ts'
import type { HomeDatabase } from './home-database.ts'
import type { TakeHome } from './home-lock.ts'

export interface IdbDiskOptions {
  /** Stays open when the disk is closed, so that a home which was in use can be tried again. */
  readonly database: HomeDatabase
  /** Absent where the browser has no locks: then the home cannot be locked, and so not used. */
  readonly takeHome?: TakeHome
}

/** A home in a database, for browsers without private files that a worker can write in place. */
export function createIdbDisk ({ database, takeHome }: IdbDiskOptions): Disk {
  const writer = createBlockWriter(database)
  const files = new Map<string, Promise<BlockFile>>()
  const openFiles = new Set<DiskFile>()
  let release: (() => void) | undefined

  /** Files are found or made once; all who open one see the same length. */
  async function find (file: string): Promise<BlockFile> {
    const known = files.get(file) ?? writer.create(file)
    files.set(file, known)
    try {
      return await known
    } catch (error) {
      files.delete(file)
      throw translated(error, file)
    }
  }

  function openFile (file: BlockFile): DiskFile {
    async function use<Result> (work: () => Promise<Result>): Promise<Result> {
      if (!openFiles.has(self)) throw new PasselError('io', `${file.name} is closed`)
      try {
        return await work()
      } catch (error) {
        throw translated(error, file.name)
      }
    }
    const self: DiskFile = {
      read: (at, into) => use(() => readBlocks(database, file, at, into)),
      write: (at, bytes) => use(() => writer.write(file, at, bytes)),
      flush: () => use(writer.flush),
      size: () => use(() => Promise.resolve(file.size)),
      truncate: (sizeBytes) => use(() => writer.truncate(file, sizeBytes)),
      close: async () => {
        await Promise.resolve()
        openFiles.delete(self)
      },
    }
    openFiles.add(self)
    return self
  }

  return {
    lock: async () => {
      if (takeHome === undefined) {
        throw new PasselError('unsupported', 'this browser has no locks for tabs: update it, or use another one')
      }
      release = await takeHome()
    },
    open: async (file) => openFile(await find(file)),
    remove: async (file) => {
      files.delete(file)
      try {
        await writer.remove(file)
      } catch (error) {
        throw translated(error, file)
      }
    },
    list: () => database.getAllKeys('files'),
    blob: async (file) => {
      const row = await database.get('files', file)
      if (row === undefined) throw new PasselError('not-found', `there is no ${file}`)
      try {
        return await blobOfBlocks(database, row)
      } catch (error) {
        throw translated(error, file)
      }
    },
    close: async () => {
      openFiles.clear()
      files.clear()
      await Promise.resolve()
      release?.()
      release = undefined
    },
  }
}
