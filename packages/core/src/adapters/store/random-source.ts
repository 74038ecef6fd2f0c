import { PasselError } from '../../errors.ts'
import type { SourceRef } from '../../ports.ts'
import type { Disk, DiskFile, FileStamp } from './disk.ts'

/** Plain bytes that can be read again, anywhere: an author's file. */
export interface RandomSource {
  /**
   * Fills `into`, each from where the one before ended; rejects with `source-changed` when the file ends before, and
   * with `source-missing`.
   */
  read (at: number, ...into: readonly Uint8Array[]): Promise<void>
  /** Rejects with `source-missing`. */
  stamp (): Promise<FileStamp>
  close (): Promise<void>
}

export async function openRandomSource (
  disk: Disk, source: Exclude<SourceRef, { kind: 'stream' }>
): Promise<RandomSource> {
  return source.kind === 'path' ? await openPathSource(disk, source.path) : openBlobSource(source.blob)
}

async function openPathSource (disk: Disk, path: string): Promise<RandomSource> {
  const { outside } = disk
  if (outside === undefined) throw new PasselError('unsupported', 'there are no paths here: send a File or Blob')
  const file = await outside.openSource(path)
  return {
    read: async (at, ...into) => {
      if (await readParts(file, at, into) < lengthOf(into)) throw changed(path)
    },
    stamp: async () => {
      const stamp = await outside.stat(path)
      if (stamp === undefined) {
        throw new PasselError('source-missing', `${path} is not there any more: choose the file again`)
      }
      return stamp
    },
    close: () => file.close(),
  }
}

function openBlobSource (blob: Blob): RandomSource {
  return {
    read: async (at, ...into) => {
      const length = lengthOf(into)
      let bytes: ArrayBuffer
      try {
        bytes = await blob.slice(at, at + length).arrayBuffer()
      } catch (cause) {
        // Browsers refuse a File whose file on disk was written to or removed after it was chosen.
        if (!(cause instanceof DOMException) || cause.name !== 'NotFoundError') throw changed('the file', cause)
        throw new PasselError('source-missing', 'the file is not there any more: choose it again', { cause })
      }
      if (bytes.byteLength < length) throw changed('the file')
      let from = 0
      for (const part of into) {
        part.set(new Uint8Array(bytes, from, part.length))
        from += part.length
      }
    },
    stamp: async () => ({ size: blob.size, modifiedMs: modifiedMs(blob) }),
    close: async () => { await Promise.resolve() },
  }
}

async function readParts (file: DiskFile, at: number, parts: readonly Uint8Array[]): Promise<number> {
  if (file.readParts !== undefined) return await file.readParts(at, parts)
  let got = 0
  for (const part of parts) got += await file.read(at + got, part)
  return got
}

function lengthOf (parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

function modifiedMs (blob: Blob): number {
  return 'lastModified' in blob && typeof blob.lastModified === 'number' ? blob.lastModified : 0
}

function changed (what: string, cause?: unknown): PasselError {
  return new PasselError(
    'source-changed', `${what} is not the file that was being sent: send it as a new payload`, { cause }
  )
}
