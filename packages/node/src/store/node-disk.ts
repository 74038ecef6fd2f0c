import { constants, mkdirSync, writeSync } from 'node:fs'
import { link, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PasselError, type Disk, type DiskFile, type OutsideFiles, type PasselErrorCode } from '@passel/core/worker'
import { lockHome, type HomeLock } from './home-lock.ts'

const CODES: Record<string, PasselErrorCode> = { ENOSPC: 'disk-full', EDQUOT: 'quota', EFBIG: 'disk-full' }
const HINTS: Partial<Record<PasselErrorCode, string>> = {
  'disk-full': 'the disk is full: free space, then resume',
  quota: 'the disk quota is used up: free space, then resume',
}

/** Handles to close with their disk: one left to the collector would be an error of the process. */
type OpenFiles = Set<FileHandle>

/** Files of Node: a home folder, and the person's files by path. Not locked before `lock`. */
export function createNodeDisk (home: string): Disk {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const openFiles: OpenFiles = new Set()
  let held: HomeLock | undefined

  return {
    lock: async () => { held = lockHome(home) },
    open: async (name) => {
      const path = join(home, name)
      const handle = await openCreating(path)
      return createNodeFile(handle, path, openFiles)
    },
    remove: async (name) => {
      await rm(join(home, name), { force: true })
      await flushFolder(home)
    },
    list: async () => await readdir(home),
    outside: createOutside(openFiles),
    close: async () => {
      await Promise.all(Array.from(openFiles, (handle) => handle.close()))
      openFiles.clear()
      held?.release()
      held = undefined
    },
  }
}

function createOutside (openFiles: OpenFiles): OutsideFiles {
  return {
    stat: async (path) => {
      const found = await unlessMissing(stat(path))
      return found?.isFile() === true ? { size: found.size, modifiedMs: found.mtimeMs } : undefined
    },
    openSource: async (path) => {
      const handle = await unlessMissing(open(path, 'r'))
      if (handle === undefined) throw new PasselError('source-missing', `${path} is not there any more`)
      return createNodeFile(handle, path, openFiles)
    },
    openPart: (async (path: string, fresh: boolean) => {
      try {
        const handle = await (fresh ? open(path, 'wx+') : openCreating(path))
        if (fresh) await flushFolder(dirname(path))
        return createNodeFile(handle, path, openFiles)
      } catch (error) {
        if (fresh && codeOf(error) === 'EEXIST') return undefined
        throw translated(error, path)
      }
    }) as OutsideFiles['openPart'],
    place: async (part, target) => {
      try {
        await link(part, target)
      } catch (error) {
        const code = codeOf(error)
        if (code === 'EEXIST') {
          if (!await sameFile(part, target)) return 'taken'
        } else if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS') {
          return await placeWithoutLinks(part, target)
        } else throw translated(error, part)
      }
      await flushFolder(dirname(target))
      await rm(part)
      await flushFolder(dirname(part))
      return 'placed'
    },
    remove: async (path) => {
      await rm(path, { force: true })
      await flushFolder(dirname(path))
    },
  }
}

/** File systems without hard links (FAT): the name is reserved first, so that nothing of another's is overwritten. */
async function placeWithoutLinks (part: string, target: string): Promise<'placed' | 'taken'> {
  try {
    const reserved = await open(target, 'wx')
    await reserved.close()
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'taken'
    throw translated(error, target)
  }
  await rename(part, target)
  await flushFolder(dirname(target))
  return 'placed'
}

async function sameFile (a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a, { bigint: true }), stat(b, { bigint: true })])
  return one.dev === other.dev && one.ino === other.ino
}

async function openCreating (path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw translated(error, path)
  }
  try {
    const handle = await open(path, constants.O_RDWR | constants.O_CREAT)
    await flushFolder(dirname(path))
    return handle
  } catch (error) {
    throw translated(error, path)
  }
}

/** A name is durable once its folder is. Windows cannot flush a folder and does not need to. */
async function flushFolder (path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function createNodeFile (handle: FileHandle, path: string, openFiles: OpenFiles): DiskFile {
  openFiles.add(handle)
  const typed = (error: unknown): never => { throw translated(error, path) }

  async function read (at: number, into: Uint8Array): Promise<number> {
    let got = 0
    while (got < into.length) {
      const { bytesRead } = await handle.read(into, got, into.length - got, at + got).catch(typed)
      if (bytesRead === 0) break
      got += bytesRead
    }
    return got
  }

  return {
    read,
    readParts: async (at, parts) => {
      const wanted = parts.reduce((sum, part) => sum + part.length, 0)
      const { bytesRead } = await handle.readv([...parts], at).catch(typed)
      if (bytesRead === wanted) return wanted
      let got = 0
      for (const part of parts) got += await read(at + got, part)
      return got
    },
    // In this thread: the system takes 256 KiB in its cache sooner than two other threads have been woken for them.
    write: async (at, bytes) => {
      try {
        for (let put = 0; put < bytes.length;) {
          put += writeSync(handle.fd, bytes, put, bytes.length - put, at + put)
        }
      } catch (error) {
        typed(error)
      }
    },
    flush: async () => { await handle.datasync().catch(typed) },
    size: async () => (await handle.stat().catch(typed)).size,
    truncate: async (sizeBytes) => { await handle.truncate(sizeBytes).catch(typed) },
    close: async () => {
      openFiles.delete(handle)
      await handle.close()
    },
  }
}

async function unlessMissing<Found> (found: Promise<Found>): Promise<Found | undefined> {
  try {
    return await found
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw translated(error)
  }
}

function codeOf (error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function translated (error: unknown, path?: string): PasselError {
  const code = CODES[codeOf(error) ?? ''] ?? 'io'
  const reason = HINTS[code] ?? (error instanceof Error ? error.message : String(error))
  return new PasselError(code, path === undefined ? reason : `${path}: ${reason}`, { cause: error })
}
