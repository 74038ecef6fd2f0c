/**
 * Chunks that wait for others of their stripe, only to rebuild what is missing of it. They are in a file, because a
 * stripe may be large, and in the journal they are not: what a crash takes is asked for again.
 */
import type { Disk } from './disk.ts'
import { createLazyFile, type FileShelf } from './lazy-file.ts'

export interface Scratch {
  has (chunk: number): boolean
  put (chunk: number, sealed: Uint8Array): Promise<void>
  /** Fills `into`; false when the chunk is not here or the file does not have it any more. */
  read (chunk: number, into: Uint8Array): Promise<boolean>
  drop (chunk: number): void
  /** Forgets everything, closes and removes the file. */
  clear (): Promise<void>
  close (): Promise<void>
}

export function createScratch (disk: Disk, name: string, shelf: FileShelf): Scratch {
  const file = createLazyFile(() => disk.open(name), shelf)
  const slots = new Map<number, number>()
  const free: number[] = []
  let next = 0

  function drop (chunk: number): void {
    const slot = slots.get(chunk)
    if (slot === undefined) return
    slots.delete(chunk)
    free.push(slot)
  }

  async function close (): Promise<void> {
    slots.clear()
    free.length = 0
    await file.close()
  }

  return {
    has: (chunk) => slots.has(chunk),
    put: async (chunk, sealed) => {
      const slot = free.pop() ?? next++
      try {
        await (await file.get()).write(slot * sealed.length, sealed)
      } catch (error) {
        free.push(slot)
        throw error
      }
      drop(chunk)
      slots.set(chunk, slot)
    },
    read: async (chunk, into) => {
      const slot = slots.get(chunk)
      return slot !== undefined && await (await file.get()).read(slot * into.length, into) === into.length
    },
    drop,
    clear: async () => {
      const used = next > 0
      next = 0
      await close()
      if (used) await disk.remove(name)
    },
    close,
  }
}
