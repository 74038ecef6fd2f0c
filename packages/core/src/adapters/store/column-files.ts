/**
 * Sealed chunks by column: one file for each, stripe by stripe, so that a column is given up by removing its file.
 */
import type { Disk } from './disk.ts'
import { createLazyFile, type FileShelf, type LazyFile } from './lazy-file.ts'

export interface ColumnFiles {
  file (column: number): LazyFile
  /** Closes and removes a column's file. */
  remove (column: number): Promise<void>
  /** Flushes every file that is open. */
  flush (): Promise<void>
  close (): Promise<void>
}

export const columnName = (swarm: number, column: number): string => `${swarm}.column-${column}`

export function createColumnFiles (disk: Disk, swarm: number, shelf: FileShelf): ColumnFiles {
  const files = new Map<number, LazyFile>()

  function file (column: number): LazyFile {
    const known = files.get(column)
    if (known !== undefined) return known
    const made = createLazyFile(() => disk.open(columnName(swarm, column)), shelf)
    files.set(column, made)
    return made
  }

  return {
    file,
    remove: async (column) => {
      await files.get(column)?.close()
      files.delete(column)
      await disk.remove(columnName(swarm, column))
    },
    flush: async () => {
      for (const each of files.values()) await (await each.get()).flush()
    },
    close: async () => {
      await Promise.all(Array.from(files.values(), (each) => each.close()))
      files.clear()
    },
  }
}
