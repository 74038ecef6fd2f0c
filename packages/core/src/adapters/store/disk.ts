/**
 * What a platform gives the store: files of its own in one home, and the person's files outside of it.
 *
 * Three promises that every implementation keeps (testing/disk.contract.ts):
 * - a file that `open` created, `remove` and `place` are durable when they resolve; bytes only after `flush`;
 * - a write either succeeds or rejects with `disk-full`, `quota` or `io`, and may have written a part of its bytes;
 * - `flush` covers every write that resolved before it was called.
 */

/** An open file; all positions and sizes in bytes. */
export interface DiskFile {
  /** Fills `into` from position `at`; resolves with the bytes read, fewer than asked for only at the file's end. */
  read (at: number, into: Uint8Array): Promise<number>
  /** Fills several, each from where the one before ended, in one go: worth having where each read costs much. */
  readParts? (at: number, parts: readonly Uint8Array[]): Promise<number>
  write (at: number, bytes: Uint8Array): Promise<void>
  /** Resolves when what was written is on the medium (fdatasync). */
  flush (): Promise<void>
  size (): Promise<number>
  truncate (sizeBytes: number): Promise<void>
  close (): Promise<void>
}

/** The store's home. Names are plain file names. */
export interface Disk {
  /** Takes the home for this process and rejects with `store-in-use` when another has it; `close` gives it back. */
  lock (): Promise<void>
  /** Opens for reading and writing; creates what is missing. */
  open (name: string): Promise<DiskFile>
  /** Removes a file; a missing one counts as removed. */
  remove (name: string): Promise<void>
  list (): Promise<string[]>
  /** A file of the home as a blob that is read when it is needed; absent where threads cannot pass one on. */
  blob? (name: string): Promise<Blob>
  /** The person's files, by path; absent where there are none (browsers). */
  readonly outside?: OutsideFiles
  /** The person's files, by what they chose; absent where a path says it. */
  readonly sources?: KeptSources
  /** Also closes the files that are still open. */
  close (): Promise<void>
}

export interface FileStamp { readonly size: number, readonly modifiedMs: number }

/** Files that belong to the person: sources are only read, targets are written under another name and then placed. */
export interface OutsideFiles {
  /** Undefined where there is no file. */
  stat (path: string): Promise<FileStamp | undefined>
  /** Opens for reading; rejects with `source-missing`. */
  openSource (path: string): Promise<DiskFile>
  /** Opens for reading and writing. `fresh` creates the file, or resolves with undefined when the name is taken. */
  openPart (path: string, fresh: true): Promise<DiskFile | undefined>
  openPart (path: string, fresh: false): Promise<DiskFile>
  /**
   * Gives a part its final name, and never overwrites: `taken` when another file has that name. May be called again
   * after a crash in the middle: what is half done counts as its own.
   */
  place (part: string, target: string): Promise<'placed' | 'taken'>
  remove (path: string): Promise<void>
}

/** The way back to files that the person chose to send, for when the page that was given them is gone. */
export interface KeptSources {
  keep (swarm: number, handle: FileSystemFileHandle): Promise<void>
  /** The file as it is now; undefined when there is no way back to it, or none without asking the person. */
  find (swarm: number): Promise<Blob | undefined>
  /** The swarms that something is kept for. */
  list (): Promise<number[]>
  forget (swarm: number): Promise<void>
}

/** `photo.jpg`, `photo (2).jpg`, `photo (3).jpg`: the name to try at a given attempt, counted from 1. */
export function numberedPath (path: string, attempt: number): string {
  if (attempt === 1) return path
  const [, stem = path, extension = ''] = /^(.*[^/\\])(\.[^./\\]+)$/s.exec(path) ?? []
  return `${stem} (${attempt})${extension}`
}
