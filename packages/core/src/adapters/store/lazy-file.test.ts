import { describe, expect, test } from 'vitest'
import { createMemoryDisk } from '../../testing/memory-disk.ts'
import type { DiskFile } from './disk.ts'
import { createFileShelf, createLazyFile, type LazyFile } from './lazy-file.ts'

const BYTES = Uint8Array.from([1, 2, 3])

interface Bed { readonly files: readonly LazyFile[], readonly open: Set<number> }

/** Ten files on a shelf for three; which of them are open. */
function shelfOfThree (): Bed {
  const disk = createMemoryDisk()
  const shelf = createFileShelf(3)
  const open = new Set<number>()
  const files = Array.from({ length: 10 }, (_, i) => createLazyFile(async () => {
    const file = await disk.open(`${i}.pages`)
    open.add(i)
    return { ...file, close: async () => {
      open.delete(i)
      await file.close()
    } }
  }, shelf))
  return { files, open }
}

async function readBack (file: DiskFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(3)
  await file.read(0, bytes)
  return bytes
}

describe('files that are opened when they are used', () => {
  test('are closed again when others are used, and have what was written when they are opened once more', async () => {
    const { files, open } = shelfOfThree()
    const got = await Promise.all(files.map((file) => file.get()))
    for (const file of got) {
      await file.write(0, BYTES)
      await file.flush()
    }
    expect(open.size).toBeLessThanOrEqual(3)
    for (const file of got) expect(await readBack(file)).toEqual(BYTES)
    expect([...open]).toEqual([7, 8, 9])
  })

  test('stay open while something written is not flushed, so that a failed flush is heard', async () => {
    const { files, open } = shelfOfThree()
    const first = await files[0]!.get()
    await first.write(0, BYTES)
    for (const file of files.slice(1)) await readBack(await file.get())
    expect(open.has(0)).toBe(true)
    await first.flush()
    for (const file of files.slice(1)) await readBack(await file.get())
    expect(open.has(0)).toBe(false)
  })

  test('stay open while somebody is at work in them', async () => {
    const { files, open } = shelfOfThree()
    const reading = (await files[0]!.get()).size()
    await Promise.all(files.slice(1).map(async (file) => (await file.get()).size()))
    await expect(reading).resolves.toBe(0)
    expect(open.size).toBeLessThanOrEqual(3)
  })

  test('that cannot be opened are tried again the next time', async () => {
    const disk = createMemoryDisk()
    let tries = 0
    const file = createLazyFile(async () => {
      if (++tries === 1) throw new Error('not now')
      return await disk.open('1.pages')
    }, createFileShelf(3))
    await expect(file.get()).rejects.toThrow('not now')
    await expect((await file.get()).size()).resolves.toBe(0)
  })
})
