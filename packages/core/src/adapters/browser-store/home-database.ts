import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { PasselError } from '../../errors.ts'

/** A file that is kept in blocks: its number in their keys, and its length in bytes. */
export interface FileRow { readonly id: number, readonly size: number }

/** The database of a home. One that keeps its bytes in the private file system has `about` and `handles` only. */
export interface HomeSchema extends DBSchema {
  about: { key: string, value: string | number }
  files: { key: string, value: FileRow }
  /** By file and number; one that was never written, or the end of a short one, reads as zeros. */
  blocks: { key: [file: number, block: number], value: Uint8Array<ArrayBuffer> }
  /** By swarm: the way back to a file that the person sends. */
  handles: { key: number, value: FileSystemFileHandle }
}

export type HomeDatabase = IDBPDatabase<HomeSchema>

const VERSION = 1

/** Opens a home's database, made when absent. Rejects with `unsupported` where a page may not have any. */
export async function openHomeDatabase (name: string): Promise<HomeDatabase> {
  try {
    return await openDB<HomeSchema>(name, VERSION, {
      upgrade: (fresh) => {
        for (const store of ['about', 'files', 'blocks', 'handles'] as const) fresh.createObjectStore(store)
      },
    })
  } catch (cause) {
    throw new PasselError(
      'unsupported', 'this browser lets this site store nothing: allow it, or leave the private window', { cause }
    )
  }
}
