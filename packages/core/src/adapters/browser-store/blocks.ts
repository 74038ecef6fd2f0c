/** Files in a database: blocks of one size, of which the last may be short and those never written are absent. */
import { DATABASE_BLOCK_BYTES } from '../../limits.ts'
import type { FileRow, HomeDatabase } from './home-database.ts'

/** Blocks read at once for a blob. */
const WINDOW_BLOCKS = 32

export type BlockKey = [file: number, block: number]

/** The number of the block that a position is in. */
export function blockAt (at: number): number {
  return Math.floor(at / DATABASE_BLOCK_BYTES)
}

/** Keys of blocks from one number to another, both included. */
export function blockRange (file: number, first: number, last = Infinity): IDBKeyRange {
  return IDBKeyRange.bound([file, first], [file, last])
}

/** Fills `into` from position `at`; resolves with the bytes read, fewer only at the file's end. */
export async function readBlocks (
  database: HomeDatabase, { id, size }: FileRow, at: number, into: Uint8Array
): Promise<number> {
  const length = Math.max(0, Math.min(into.length, size - at))
  if (length === 0) return 0
  into.fill(0, 0, length)
  const range = blockRange(id, blockAt(at), blockAt(at + length - 1))
  const transaction = database.transaction('blocks')
  const [keys, blocks] = await Promise.all([transaction.store.getAllKeys(range), transaction.store.getAll(range)])
  for (const [i, block] of blocks.entries()) {
    const start = (keys[i] as BlockKey)[1] * DATABASE_BLOCK_BYTES - at
    const from = Math.max(0, -start)
    into.set(block.subarray(from, Math.max(from, length - start)), start + from)
  }
  return length
}

/** A file as a blob: the browser takes the bytes over a window at a time, and keeps them where it keeps blobs. */
export async function blobOfBlocks (database: HomeDatabase, file: FileRow): Promise<Blob> {
  const parts: Blob[] = []
  for (let at = 0; at < file.size; at += WINDOW_BLOCKS * DATABASE_BLOCK_BYTES) {
    const window = new Uint8Array(Math.min(WINDOW_BLOCKS * DATABASE_BLOCK_BYTES, file.size - at))
    await readBlocks(database, file, at, window)
    parts.push(new Blob([window]))
  }
  return new Blob(parts)
}
