/**
 * A disk that remembers every change it went through, so that a test can ask what a crash at any point would have
 * left. One run of a scenario is recorded; each of its prefixes then gives the disks that may be found afterwards.
 */
import {
  createMemoryDisk, type DiskWitness, type MemoryDisk, type MemoryFile, type MemoryFiles,
} from './memory-disk.ts'

/** One change, in the order in which the disk saw them. */
export type DiskChange =
  | { readonly type: 'write', readonly file: string, readonly at: number, readonly bytes: Uint8Array }
  | { readonly type: 'truncate', readonly file: string, readonly sizeBytes: number }
  /** Made durable: every change of the file before `covers`. */
  | { readonly type: 'flush', readonly file: string, readonly covers: number }
  | { readonly type: 'create' | 'remove', readonly file: string }
  | { readonly type: 'link', readonly file: string, readonly to: string }

/**
 * What becomes of changes that were not flushed.
 * - `kill`: the process died, the system did not: all of them stay; of the last write, `lastBytes`
 * - `power`: none of them stay
 * - `mixed`: each stays, vanishes or is cut short, as `chance` says (from 0 to below 1, drawn anew each time)
 */
export type Crash =
  | { readonly how: 'kill', readonly lastBytes?: number }
  | { readonly how: 'power' }
  | { readonly how: 'mixed', readonly chance: () => number }

export interface TornDisk extends MemoryDisk {
  /** Every change so far; grows. */
  readonly changes: readonly DiskChange[]
}

/** Creates a recording disk; `files` is what it starts from (durable). */
export function createTornDisk (files: MemoryFiles = new Map()): TornDisk {
  const changes: DiskChange[] = []
  const witness: DiskWitness = {
    write: (file, at, bytes) => { changes.push({ type: 'write', file, at, bytes }) },
    truncate: (file, sizeBytes) => { changes.push({ type: 'truncate', file, sizeBytes }) },
    flush: (file) => {
      const covers = changes.length
      return () => { changes.push({ type: 'flush', file, covers }) }
    },
    create: (file) => { changes.push({ type: 'create', file }) },
    remove: (file) => { changes.push({ type: 'remove', file }) },
    link: (file, to) => { changes.push({ type: 'link', file, to }) },
  }
  return { ...createMemoryDisk({ files, witness }), changes }
}

/** The files that a crash leaves after the first `count` changes, on top of `before` (left untouched). */
export function filesAfterCrash (
  changes: readonly DiskChange[], count: number, crash: Crash, before: MemoryFiles = new Map()
): MemoryFiles {
  const made = changes.slice(0, count)
  const flushedUpTo = new Map<string, number>()
  for (const change of made) if (change.type === 'flush') flushedUpTo.set(change.file, change.covers)

  const files: MemoryFiles = new Map()
  for (const [key, { bytes, modifiedMs }] of before) files.set(key, { bytes: bytes.slice(), modifiedMs })
  made.forEach((change, index) => {
    const durable = index < (flushedUpTo.get(change.file) ?? 0)
    apply(files, change, durable ? Infinity : staying(change, crash, index === count - 1))
  })
  return files
}

/** How much of a change stays: bytes of a write, anything above 0 for the others. */
function staying (change: DiskChange, crash: Crash, last: boolean): number {
  const dataless = change.type !== 'write' && change.type !== 'truncate'
  if (dataless) return Infinity
  if (crash.how === 'power') return 0
  if (crash.how === 'kill') return last ? crash.lastBytes ?? Infinity : Infinity
  const fate = crash.chance()
  if (fate < 0.4) return Infinity
  if (fate < 0.7 || change.type === 'truncate') return 0
  return Math.floor(crash.chance() * change.bytes.length)
}

function apply (files: MemoryFiles, change: DiskChange, stays: number): void {
  const file = files.get(change.file)
  switch (change.type) {
    case 'create': files.set(change.file, { bytes: new Uint8Array(0), modifiedMs: 0 }); return
    case 'remove': files.delete(change.file); return
    case 'link': if (file !== undefined) files.set(change.to, file); return
    case 'truncate': if (file !== undefined && stays > 0) resize(file, change.sizeBytes); return
    case 'write': if (file !== undefined) write(file, change.at, change.bytes.subarray(0, stays))
  }
}

function write (file: MemoryFile, at: number, bytes: Uint8Array): void {
  if (bytes.length === 0) return
  if (at + bytes.length > file.bytes.length) resize(file, at + bytes.length)
  file.bytes.set(bytes, at)
}

function resize (file: MemoryFile, sizeBytes: number): void {
  const bytes = new Uint8Array(sizeBytes)
  bytes.set(file.bytes.subarray(0, sizeBytes))
  file.bytes = bytes
}
