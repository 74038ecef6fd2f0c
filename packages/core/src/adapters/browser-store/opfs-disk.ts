import { PasselError } from '../../errors.ts'
import { HOME_LOCK_WAIT_MS } from '../../limits.ts'
import type { Disk, DiskFile } from '../store/disk.ts'
import { nameOf, translated } from './browser-error.ts'
import { homeInUse, type TakeHome } from './home-lock.ts'
import { createOpfsFile } from './opfs-file.ts'
import type { SyncFileHandle, SyncHandle } from './sync-handle.ts'

export interface OpfsDiskOptions {
  /** For messages: the home's name. */
  readonly name: string
  /** The folder of the home, made when absent. */
  readonly folder: () => Promise<FileSystemDirectoryHandle>
  /** @default exclusiveness of a file in the folder, which browsers without a lock manager have */
  readonly takeHome?: TakeHome
  /** Milliseconds to wait for a file that another thread has open. @default HOME_LOCK_WAIT_MS */
  readonly waitMs?: number
}

/** One handle of a file, shared by all who have the file open here. */
interface Shared { readonly opening: Promise<SyncHandle>, users: number }

const LOCK = 'lock'
const BETWEEN_TRIES_MS = 20

/** A home in the origin's private file system. For dedicated workers: nobody else gets handles that read and write. */
export function createOpfsDisk (
  { name, folder, takeHome, waitMs = HOME_LOCK_WAIT_MS }: OpfsDiskOptions
): Disk {
  const shared = new Map<string, Shared>()
  let folderOpening: Promise<FileSystemDirectoryHandle> | undefined
  let release: (() => void) | undefined

  async function home (): Promise<FileSystemDirectoryHandle> {
    folderOpening ??= folder()
    return await folderOpening
  }

  async function fileHandle (file: string): Promise<SyncFileHandle> {
    return await (await home()).getFileHandle(file, { create: true }) as SyncFileHandle
  }

  async function acquire (file: string): Promise<SyncHandle> {
    const entry = shared.get(file) ?? { opening: patiently(fileHandle(file), waitMs), users: 0 }
    shared.set(file, entry)
    entry.users++
    try {
      return await entry.opening
    } catch (error) {
      if (shared.get(file) === entry) shared.delete(file)
      throw translated(error, file)
    }
  }

  async function letGo (file: string, handle: SyncHandle): Promise<void> {
    const entry = shared.get(file)
    // Closed with its disk already, or another one by now.
    if (entry === undefined || await entry.opening !== handle || --entry.users > 0) return
    shared.delete(file)
    await handle.close()
  }

  async function takeLockFile (): Promise<() => void> {
    try {
      const handle = await patiently(fileHandle(LOCK), waitMs)
      return () => { void handle.close() }
    } catch (error) {
      throw isTaken(error) ? homeInUse(name, error) : translated(error, name)
    }
  }

  return {
    lock: async () => { release = await (takeHome ?? takeLockFile)() },
    open: async (file): Promise<DiskFile> => {
      const handle = await acquire(file)
      return createOpfsFile(file, handle, () => letGo(file, handle))
    },
    remove: async (file) => {
      try {
        await (await home()).removeEntry(file)
      } catch (error) {
        if (nameOf(error) !== 'NotFoundError') throw translated(error, file)
      }
    },
    list: async () => {
      const names: string[] = []
      for await (const file of (await home()).keys()) if (file !== LOCK) names.push(file)
      return names
    },
    blob: async (file) => {
      try {
        return await (await (await home()).getFileHandle(file)).getFile()
      } catch (error) {
        if (nameOf(error) !== 'NotFoundError') throw translated(error, file)
        throw new PasselError('not-found', `there is no ${file}`)
      }
    },
    close: async () => {
      const open = [...shared.values()]
      shared.clear()
      for (const { opening } of open) {
        const handle = await opening.catch(() => undefined) // it never opened
        await handle?.close()
      }
      release?.()
      release = undefined
    },
  }
}

/** A thread that was ended a moment ago, with its page, may not have given its handles back yet. */
async function patiently (file: Promise<SyncFileHandle>, waitMs: number): Promise<SyncHandle> {
  const handle = await file
  const giveUpAt = performance.now() + waitMs
  for (;;) {
    try {
      return await handle.createSyncAccessHandle()
    } catch (error) {
      if (!isTaken(error) || performance.now() > giveUpAt) throw error
      await new Promise((resolve) => { setTimeout(resolve, BETWEEN_TRIES_MS) })
    }
  }
}

function isTaken (error: unknown): boolean {
  return nameOf(error) === 'NoModificationAllowedError'
}
