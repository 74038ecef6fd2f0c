import { PasselError } from '../errors.ts'
import type { Disk, DiskFile, OutsideFiles } from '../adapters/store/disk.ts'

/** A file's bytes. */
export interface MemoryFile { bytes: Uint8Array, modifiedMs: number }

/** What a memory disk holds: `home/NAME` for files of the home, `outside/PATH` for the person's. */
export type MemoryFiles = Map<string, MemoryFile>

/** Told of every change in the order in which it happens; `write` may be a part of what was asked for. */
export interface DiskWitness {
  write (file: string, at: number, bytes: Uint8Array): void
  truncate (file: string, sizeBytes: number): void
  /** Called when a flush begins; the function it returns, when it ends. */
  flush (file: string): () => void
  create (file: string): void
  remove (file: string): void
  link (from: string, to: string): void
}

export interface MemoryDiskOptions {
  /** @default a new, empty disk */
  readonly files?: MemoryFiles
  readonly witness?: DiskWitness
  /** Bytes that all files together may have; later writes fail with `disk-full`. @default unlimited */
  readonly capacityBytes?: () => number
}

/** A disk in memory. `lock` is held through `files`: two disks over the same map exclude each other. */
export interface MemoryDisk extends Disk {
  readonly files: MemoryFiles
  readonly outside: OutsideFiles
}

const LOCK = 'lock'

/** Creates a disk whose calls take at least a turn each, as a real one's do. */
export function createMemoryDisk (options: MemoryDiskOptions = {}): MemoryDisk {
  const { files = new Map<string, MemoryFile>(), witness, capacityBytes = () => Infinity } = options
  const openFiles = new Set<DiskFile>()
  let locked = false
  let changes = 0

  function create (key: string): void {
    if (files.has(key)) return
    files.set(key, { bytes: new Uint8Array(0), modifiedMs: ++changes })
    witness?.create(key)
  }

  function remove (key: string): void {
    if (files.delete(key)) witness?.remove(key)
  }

  function roomFor (file: MemoryFile, end: number): number {
    let used = 0
    for (const each of files.values()) used += each.bytes.length
    return Math.max(file.bytes.length, file.bytes.length + capacityBytes() - used, 0) - end
  }

  function resize (file: MemoryFile, sizeBytes: number): void {
    const bytes = new Uint8Array(sizeBytes)
    bytes.set(file.bytes.subarray(0, sizeBytes))
    file.bytes = bytes
  }

  function openFile (key: string, file: MemoryFile, writable = true): DiskFile {
    async function turn (): Promise<void> {
      await Promise.resolve()
      if (!openFiles.has(self)) throw new PasselError('io', `${key} is closed`)
    }
    async function change (): Promise<void> {
      await turn()
      if (!writable) throw new PasselError('io', `${key} is open for reading only`)
      file.modifiedMs = ++changes
    }
    const self: DiskFile = {
      read: async (at, into) => {
        await turn()
        const part = file.bytes.subarray(at, at + into.length)
        into.set(part)
        return part.length
      },
      write: async (at, bytes) => {
        await change()
        const written = bytes.slice(0, Math.max(0, bytes.length + Math.min(0, roomFor(file, at + bytes.length))))
        if (written.length > 0) {
          if (at + written.length > file.bytes.length) resize(file, at + written.length)
          file.bytes.set(written, at)
          witness?.write(key, at, written)
        }
        if (written.length < bytes.length) {
          throw new PasselError('disk-full', 'the disk is full: free space, then resume')
        }
        await turn()
      },
      flush: async () => {
        await turn()
        const flushed = witness?.flush(key)
        await turn()
        flushed?.()
      },
      size: async () => {
        await turn()
        return file.bytes.length
      },
      truncate: async (sizeBytes) => {
        await change()
        resize(file, sizeBytes)
        witness?.truncate(key, sizeBytes)
      },
      close: async () => {
        await Promise.resolve()
        openFiles.delete(self)
      },
    }
    openFiles.add(self)
    return self
  }

  async function existing (key: string): Promise<MemoryFile | undefined> {
    await Promise.resolve()
    return files.get(key)
  }

  const outside: OutsideFiles = {
    stat: async (path) => {
      const file = await existing(`outside/${path}`)
      return file && { size: file.bytes.length, modifiedMs: file.modifiedMs }
    },
    openSource: async (path) => {
      const file = await existing(`outside/${path}`)
      if (file === undefined) throw new PasselError('source-missing', `${path} is not there any more`)
      return openFile(`outside/${path}`, file, false)
    },
    openPart: (async (path: string, fresh: boolean) => {
      const key = `outside/${path}`
      if (fresh && await existing(key) !== undefined) return undefined
      create(key)
      return openFile(key, files.get(key) as MemoryFile)
    }) as OutsideFiles['openPart'],
    place: async (part, target) => {
      const [from, to] = [`outside/${part}`, `outside/${target}`]
      const file = await existing(from)
      if (file === undefined) throw new PasselError('source-missing', `${part} is not there any more`)
      const other = files.get(to)
      if (other !== undefined && other !== file) return 'taken'
      if (other === undefined) {
        files.set(to, file)
        witness?.link(from, to)
        await Promise.resolve()
      }
      remove(from)
      return 'placed'
    },
    remove: async (path) => {
      await Promise.resolve()
      remove(`outside/${path}`)
    },
  }

  return {
    files,
    outside,
    lock: async () => {
      if (await existing(LOCK) !== undefined) {
        throw new PasselError('store-in-use', 'this home is open elsewhere: close it there')
      }
      files.set(LOCK, { bytes: new Uint8Array(0), modifiedMs: 0 })
      locked = true
    },
    open: async (name) => {
      const key = `home/${name}`
      await existing(key)
      create(key)
      return openFile(key, files.get(key) as MemoryFile)
    },
    remove: async (name) => {
      await Promise.resolve()
      remove(`home/${name}`)
    },
    list: async () => {
      await Promise.resolve()
      return [...files.keys()].filter((key) => key.startsWith('home/')).map((key) => key.slice(5))
    },
    blob: async (name) => {
      const file = await existing(`home/${name}`)
      if (file === undefined) throw new PasselError('not-found', `there is no ${name}`)
      return new Blob([file.bytes.slice()])
    },
    close: async () => {
      await Promise.resolve()
      openFiles.clear()
      if (locked) files.delete(LOCK)
      locked = false
    },
  }
}
