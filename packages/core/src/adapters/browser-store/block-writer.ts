/**
 * All changes to a home's files in a database, in order. Changes that come together share a transaction, because one
 * costs more than the bytes of many; each is with the system when its transaction is done, and on the medium after the
 * next flush.
 */
import { MAX_BATCH_BYTES } from '../../limits.ts'
import { beginBatch, type BlockBatch, type BlockFile } from './block-batch.ts'
import type { HomeDatabase } from './home-database.ts'

export interface BlockWriter {
  /** Finds a file or makes it. */
  create (name: string): Promise<BlockFile>
  write (file: BlockFile, at: number, bytes: Uint8Array): Promise<void>
  truncate (file: BlockFile, sizeBytes: number): Promise<void>
  /** Durable when it resolves. */
  remove (name: string): Promise<void>
  /** Resolves when everything written before is on the medium. */
  flush (): Promise<void>
}

interface Change {
  readonly bytes: number
  readonly make: (batch: BlockBatch) => Promise<void>
  resolve (): void
  reject (error: unknown): void
}

export function createBlockWriter (database: HomeDatabase): BlockWriter {
  const queue: Change[] = []
  let working = false

  async function work (): Promise<void> {
    working = true
    while (queue.length > 0) {
      const changes = takeBatch()
      try {
        await commit(changes)
        for (const { resolve } of changes) resolve()
      } catch (error) {
        for (const { reject } of changes) reject(error)
      }
    }
    working = false
  }

  function takeBatch (): Change[] {
    let bytes = 0
    const end = queue.findIndex((next) => (bytes += next.bytes) > MAX_BATCH_BYTES)
    return queue.splice(0, end === -1 ? queue.length : Math.max(1, end))
  }

  async function commit (changes: readonly Change[]): Promise<void> {
    const batch = beginBatch(database)
    try {
      for (const { make } of changes) await make(batch)
    } catch (error) {
      batch.abort()
      throw error
    }
    await batch.commit()
  }

  async function change (bytes: number, make: Change['make']): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      queue.push({ bytes, make, resolve, reject })
      if (!working) void work()
    })
  }

  async function flush (): Promise<void> {
    // Browsers write transactions in order: one that waits for the medium brings those before it there.
    const transaction = database.transaction('about', 'readwrite', { durability: 'strict' })
    await Promise.all([transaction.store.put(0, 'flush'), transaction.done])
  }

  return {
    create: async (name) => {
      const transaction = database.transaction(['files', 'about'], 'readwrite', { durability: 'strict' })
      const [files, about] = [transaction.objectStore('files'), transaction.objectStore('about')]
      let row = await files.get(name)
      if (row === undefined) {
        // Numbers are never used again: a late write to a file that was removed cannot end up in another.
        const id = 1 + Number(await about.get('last-file') ?? 0)
        row = { id, size: 0 }
        await Promise.all([about.put(id, 'last-file'), files.put(row, name)])
      }
      await transaction.done
      return { name, ...row }
    },
    write: (file, at, bytes) => change(bytes.length, (batch) => batch.write(file, at, bytes)),
    truncate: (file, sizeBytes) => change(0, (batch) => batch.truncate(file, sizeBytes)),
    remove: async (name) => {
      await change(0, (batch) => batch.remove(name))
      await flush()
    },
    flush,
  }
}
