/**
 * What every `Disk` does, as scenarios that need no test runner:
 * `for (const { title, run } of diskContract) test(title, async () => await run(await openHarness()))`.
 */
import type { Disk, DiskFile } from '../adapters/store/disk.ts'
import { rejects, same } from './store-expect.ts'

/** An empty home of its own for one scenario. */
export interface DiskHarness {
  /** A disk over the home; another one over the same home each time. */
  open (): Disk
  /** A path for a file of the person, in an empty folder; only where the disk has an outside. */
  path (name: string): string
  /** Writes a file of the person without the disk. */
  write (path: string, bytes: Uint8Array): Promise<void>
  read (path: string): Promise<Uint8Array | undefined>
  close (): Promise<void>
}

export interface DiskScenario { readonly title: string, readonly run: (harness: DiskHarness) => Promise<void> }

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

async function contentOf (file: DiskFile): Promise<Uint8Array> {
  const content = new Uint8Array(await file.size())
  same(await file.read(0, content), content.length, 'bytes read')
  return content
}

/** Scenarios over files of the home. */
export const diskContract: readonly DiskScenario[] = [
  {
    title: 'a file is made when it is first opened, and found again',
    run: async ({ open }) => {
      const disk = open()
      const file = await disk.open('one')
      same(await file.size(), 0, 'size of a new file')
      await file.write(0, bytes(1, 2, 3))
      await file.flush()
      await file.close()
      const again = await open().open('one')
      same(await contentOf(again), bytes(1, 2, 3), 'content')
      await again.close()
    },
  },
  {
    title: 'bytes are written anywhere; what was never written reads as zeros',
    run: async ({ open }) => {
      const file = await open().open('one')
      await file.write(4, bytes(5, 6))
      await file.write(1, bytes(2))
      same(await contentOf(file), bytes(0, 2, 0, 0, 5, 6), 'content')
      await file.close()
    },
  },
  {
    title: 'a read past the end is short, and leaves the rest alone',
    run: async ({ open }) => {
      const file = await open().open('one')
      await file.write(0, bytes(1, 2, 3))
      const into = bytes(9, 9, 9, 9)
      same(await file.read(1, into), 2, 'bytes read')
      same(into, bytes(2, 3, 9, 9), 'what was read')
      same(await file.read(3, into), 0, 'bytes read at the end')
      await file.close()
    },
  },
  {
    title: 'a part of a buffer is read into and written from',
    run: async ({ open }) => {
      const file = await open().open('one')
      await file.write(0, bytes(7, 1, 2, 7).subarray(1, 3))
      const into = bytes(0, 0, 0, 0)
      await file.read(0, into.subarray(2))
      same(into, bytes(0, 0, 1, 2), 'what was read')
      await file.close()
    },
  },
  {
    title: 'truncating cuts and lengthens',
    run: async ({ open }) => {
      const file = await open().open('one')
      await file.write(0, bytes(1, 2, 3))
      await file.truncate(1)
      await file.truncate(2)
      same(await contentOf(file), bytes(1, 0), 'content')
      await file.close()
    },
  },
  {
    title: 'what was cut off a large file is zeros when it grows again',
    run: async ({ open }) => {
      const [large, kept, later] = [700_000, 100_001, 600_000]
      const file = await open().open('one')
      await file.write(0, new Uint8Array(large).fill(7))
      await file.truncate(kept)
      same(await file.size(), kept, 'size')
      await file.write(later, bytes(9))
      const content = await contentOf(file)
      same(content.length, later + 1, 'size afterwards')
      same(content.findIndex((byte) => byte !== 7), kept, 'bytes that are left')
      same(content.findIndex((byte, at) => at >= kept && byte !== 0), later, 'the next byte behind them')
      await file.close()
    },
  },
  {
    title: 'a file that is open twice is one file, and stays open for the other',
    run: async ({ open }) => {
      const disk = open()
      const [one, other] = [await disk.open('one'), await disk.open('one')]
      await one.write(0, bytes(1, 2))
      await one.close()
      same(await contentOf(other), bytes(1, 2), 'content')
      await other.write(2, bytes(3))
      await other.close()
      const again = await disk.open('one')
      same(await contentOf(again), bytes(1, 2, 3), 'content when opened again')
      await again.close()
    },
  },
  {
    title: 'calls on one file overlap',
    run: async ({ open }) => {
      const file = await open().open('one')
      await Promise.all(Array.from({ length: 32 }, async (_, i) => {
        await file.write(i * 1000, new Uint8Array(1000).fill(i))
      }))
      await Promise.all(Array.from({ length: 32 }, async (_, i) => {
        const into = new Uint8Array(1000)
        await file.read(i * 1000, into)
        same(into, new Uint8Array(1000).fill(i), `piece ${i}`)
      }))
      await Promise.all([file.flush(), file.flush(), file.write(0, bytes(1)), file.flush()])
      await file.close()
    },
  },
  {
    title: 'files are listed and removed; a missing one counts as removed',
    run: async ({ open }) => {
      const disk = open()
      for (const name of ['one', 'two']) await (await disk.open(name)).close()
      same((await disk.list()).sort(), ['one', 'two'], 'files')
      await disk.remove('one')
      await disk.remove('one')
      same(await disk.list(), ['two'], 'files left')
    },
  },
  {
    title: 'closing the disk closes its files',
    run: async ({ open }) => {
      const disk = open()
      const [one, two] = [await disk.open('one'), await disk.open('two')]
      await one.close()
      await disk.close()
      await rejects(one.size(), 'io', 'a file that was closed')
      await rejects(two.size(), 'io', 'a file that was open')
    },
  },
  {
    title: 'a home is locked by one at a time, and free again when that one has closed it',
    run: async ({ open }) => {
      const [first, second] = [open(), open()]
      await first.lock()
      await rejects(second.lock(), 'store-in-use', 'a second lock')
      await first.close()
      await second.lock()
      await second.close()
    },
  },
]

/** Scenarios over files of the person. */
export const outsideContract: readonly DiskScenario[] = [
  {
    title: 'a source tells its size and is only read',
    run: async ({ open, path, write }) => {
      const { outside } = open()
      const name = path('song')
      same(await outside?.stat(name), undefined, 'nothing there')
      await rejects(outside!.openSource(name), 'source-missing', 'opening what is not there')
      await write(name, bytes(1, 2, 3))
      same((await outside?.stat(name))?.size, 3, 'size')
      const file = await outside!.openSource(name)
      same(await contentOf(file), bytes(1, 2, 3), 'content')
      const parts = [new Uint8Array(1), new Uint8Array(2)]
      if (file.readParts !== undefined) {
        same(await file.readParts(1, parts), 2, 'bytes of parts, up to the end')
        same(parts, [bytes(2), bytes(3, 0)], 'parts')
      }
      await rejects(file.write(0, bytes(9)), 'io', 'writing to a source')
      await file.close()
    },
  },
  {
    title: 'the time of change tells that somebody wrote to a source',
    run: async ({ open, path, write }) => {
      const { outside } = open()
      const name = path('song')
      await write(name, bytes(1, 2, 3))
      const before = await outside!.stat(name)
      for (let tries = 0; tries < 1000; tries++) {
        await write(name, bytes(4, 5, 6))
        if ((await outside!.stat(name))?.modifiedMs !== before?.modifiedMs) return
      }
      throw new Error('the time of change stayed the same')
    },
  },
  {
    title: 'a fresh part is nobody else\'s',
    run: async ({ open, path, write, read }) => {
      const { outside } = open()
      const [mine, theirs] = [path('mine.part'), path('theirs.part')]
      await write(theirs, bytes(1))
      same(await outside!.openPart(theirs, true), undefined, 'a taken name')
      const file = await outside!.openPart(mine, true)
      await file!.write(0, bytes(2))
      await file!.close()
      const again = await outside!.openPart(mine, false)
      same(await contentOf(again), bytes(2), 'content when opened again')
      await again.close()
      same(await read(theirs), bytes(1), 'the other file')
    },
  },
  {
    title: 'a part gets its final name and is gone under the old one',
    run: async ({ open, path, read }) => {
      const { outside } = open()
      const [part, target] = [path('song.part'), path('song')]
      const file = await outside!.openPart(part, true)
      await file!.write(0, bytes(1))
      await file!.close()
      same(await outside!.place(part, target), 'placed', 'placing')
      same([await read(part), await read(target)], [undefined, bytes(1)], 'files')
    },
  },
  {
    title: 'placing never overwrites',
    run: async ({ open, path, write, read }) => {
      const { outside } = open()
      const [part, target] = [path('song.part'), path('song')]
      await write(part, bytes(1))
      await write(target, bytes(2))
      same(await outside!.place(part, target), 'taken', 'placing')
      same([await read(part), await read(target)], [bytes(1), bytes(2)], 'files')
    },
  },
  {
    title: 'removing what is not there is no failure',
    run: async ({ open, path, write, read }) => {
      const { outside } = open()
      const name = path('song')
      await outside!.remove(name)
      await write(name, bytes(1))
      await outside!.remove(name)
      same(await read(name), undefined, 'the file')
    },
  },
]
