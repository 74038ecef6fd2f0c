/** One transaction on a home's files while it is being put together: blocks and lengths as they will be. */
import type { IDBPTransaction } from 'idb'
import { DATABASE_BLOCK_BYTES } from '../../limits.ts'
import { blockAt, blockRange, type BlockKey } from './blocks.ts'
import type { HomeDatabase, HomeSchema } from './home-database.ts'

/** A file, and its length as far as it is written. */
export interface BlockFile { readonly name: string, readonly id: number, size: number }

type Writing = IDBPTransaction<HomeSchema, ['files', 'blocks'], 'readwrite'>
type Block = Uint8Array<ArrayBuffer>

export interface BlockBatch {
  write (file: BlockFile, at: number, bytes: Uint8Array): Promise<void>
  truncate (file: BlockFile, sizeBytes: number): Promise<void>
  remove (name: string): Promise<void>
  /** Writes all of it, or nothing; rejects with what ended the transaction. */
  commit (): Promise<void>
  abort (): void
}

const EMPTY: Block = new Uint8Array(0)

/** Begins a transaction. Nothing but the batch's own calls may be awaited until it is committed: it would end early. */
export function beginBatch (database: HomeDatabase): BlockBatch {
  const writing: Writing = database.transaction(['files', 'blocks'], 'readwrite', { durability: 'relaxed' })
  // It may fail before anybody has come to wait for it.
  writing.done.catch(() => undefined)
  const stored = writing.objectStore('blocks')
  const rows = writing.objectStore('files')
  const changed = new Map<string, { readonly key: BlockKey, readonly block: Block }>()
  const sizes = new Map<BlockFile, number>()

  async function before (key: BlockKey): Promise<Block> {
    return changed.get(key.join())?.block ?? await stored.get(key) ?? EMPTY
  }

  function change (key: BlockKey, block: Block): void {
    changed.set(key.join(), { key, block })
  }

  async function dropFrom (id: number, first: number): Promise<void> {
    for (const [name, { key: [file, block] }] of changed) if (file === id && block >= first) changed.delete(name)
    await stored.delete(blockRange(id, first))
  }

  return {
    write: async (file, at, bytes) => {
      for (let done = 0; done < bytes.length;) {
        const block = blockAt(at + done)
        const from = at + done - block * DATABASE_BLOCK_BYTES
        const part = bytes.subarray(done, done + DATABASE_BLOCK_BYTES - from)
        const key: BlockKey = [file.id, block]
        // A copy in any case: what is put brings along the whole buffer that it is a part of.
        change(key, part.length === DATABASE_BLOCK_BYTES ? part.slice() : merged(await before(key), from, part))
        done += part.length
      }
      sizes.set(file, Math.max(sizes.get(file) ?? file.size, at + bytes.length))
    },
    truncate: async (file, sizeBytes) => {
      if (sizeBytes < (sizes.get(file) ?? file.size)) {
        const [last, kept] = [blockAt(sizeBytes), sizeBytes % DATABASE_BLOCK_BYTES]
        if (kept > 0) change([file.id, last], (await before([file.id, last])).slice(0, kept))
        await dropFrom(file.id, kept > 0 ? last + 1 : last)
      }
      sizes.set(file, sizeBytes)
    },
    remove: async (name) => {
      const row = await rows.get(name)
      if (row === undefined) return
      for (const file of sizes.keys()) if (file.id === row.id) sizes.delete(file)
      await dropFrom(row.id, 0)
      await rows.delete(name)
    },
    commit: async () => {
      const puts: Promise<unknown>[] = Array.from(changed.values(), ({ key, block }) => stored.put(block, key))
      for (const [file, size] of sizes) if (size !== file.size) puts.push(rows.put({ id: file.id, size }, file.name))
      try {
        await Promise.all([...puts, writing.done])
      } catch (error) {
        // Why a transaction was ended tells more than that it was.
        throw writing.error ?? error
      }
      for (const [file, size] of sizes) file.size = size
    },
    abort: () => {
      // Ended by the browser already when one of its requests had failed.
      if (writing.error === null) writing.abort()
    },
  }
}

function merged (block: Block, from: number, part: Uint8Array): Block {
  const result = new Uint8Array(Math.max(block.length, from + part.length))
  result.set(block)
  result.set(part, from)
  return result
}
