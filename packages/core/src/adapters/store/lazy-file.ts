/**
 * Files opened at their first use: a home may hold thousands of transfers, of which few move, and a process may open
 * only so many files. A shelf closes those that were not used for longest; their next use opens them again.
 */
import { MAX_OPEN_FILES } from '../../limits.ts'
import type { DiskFile } from './disk.ts'

export interface LazyFile {
  /** Rejects as opening does, and tries again the next time. */
  get (): Promise<DiskFile>
  /** The next `get` opens it again. */
  close (): Promise<void>
}

/** The files that a home has open, the one used last at the end. */
export interface FileShelf {
  /** Told before each use, and after it. */
  used (file: Shelved): void
  left (): void
  closed (file: Shelved): void
}

interface Shelved {
  /** Nobody is at work in it, and everything written was flushed: a failed flush must be heard by whoever wrote. */
  readonly idle: boolean
  close (): Promise<void>
}

export function createFileShelf (maxOpen = MAX_OPEN_FILES): FileShelf {
  const open = new Set<Shelved>()

  function left (): void {
    for (const oldest of open) {
      if (open.size <= maxOpen) break
      // Nothing that could fail is left to do in an idle file.
      if (oldest.idle) oldest.close().catch(() => undefined)
    }
  }

  return {
    used: (file) => {
      open.delete(file)
      open.add(file)
      left()
    },
    left,
    closed: (file) => { open.delete(file) },
  }
}

export function createLazyFile (open: () => Promise<DiskFile>, shelf: FileShelf): LazyFile {
  let opened: Promise<DiskFile> | undefined
  let closing: Promise<void> = Promise.resolve()
  let users = 0
  let changes = 0
  let flushed = 0

  const shelved: Shelved = {
    get idle () { return users === 0 && flushed === changes },
    close,
  }

  async function current (): Promise<DiskFile> {
    await closing
    opened ??= open()
    const mine = opened
    shelf.used(shelved)
    try {
      return await mine
    } catch (error) {
      if (opened === mine) opened = undefined
      shelf.closed(shelved)
      throw error
    }
  }

  async function use<Result> (work: (file: DiskFile) => Promise<Result>): Promise<Result> {
    users++
    try {
      return await work(await current())
    } finally {
      users--
      shelf.left()
    }
  }

  async function close (): Promise<void> {
    const leaving = opened
    opened = undefined
    shelf.closed(shelved)
    if (leaving !== undefined) {
      // It never opened where that fails.
      closing = closing.then(() => leaving.catch(() => undefined)).then((file) => file?.close())
    }
    await closing
  }

  const file: DiskFile = {
    read: (at, into) => use((each) => each.read(at, into)),
    write: (at, bytes) => {
      changes++
      return use((each) => each.write(at, bytes))
    },
    flush: async () => {
      const covered = changes
      await use((each) => each.flush())
      flushed = Math.max(flushed, covered)
    },
    size: () => use((each) => each.size()),
    truncate: (sizeBytes) => {
      changes++
      return use((each) => each.truncate(sizeBytes))
    },
    close,
  }

  return {
    get: async () => {
      await use((each) => Promise.resolve(each))
      return file
    },
    close,
  }
}
