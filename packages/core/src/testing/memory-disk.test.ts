import { describe, expect, test } from 'vitest'
import { diskContract, outsideContract, type DiskHarness } from './disk.contract.ts'
import { createMemoryDisk, type MemoryFiles } from './memory-disk.ts'
import { createTornDisk, filesAfterCrash, type Crash, type TornDisk } from './torn-disk.ts'

function harness (make: (files: MemoryFiles) => ReturnType<typeof createMemoryDisk>): DiskHarness {
  const files: MemoryFiles = new Map()
  let writes = 0
  return {
    open: () => make(files),
    path: (name) => `/somewhere/${name}`,
    write: async (path, bytes) => { files.set(`outside/${path}`, { bytes, modifiedMs: --writes }) },
    read: async (path) => files.get(`outside/${path}`)?.bytes,
    close: async () => { files.clear() },
  }
}

describe('a memory disk', () => {
  test.each([...diskContract, ...outsideContract])('$title', async ({ run }) => {
    await expect(run(harness((files) => createMemoryDisk({ files })))).resolves.toBeUndefined()
  })

  test('that is full takes what fits and says so', async () => {
    const disk = createMemoryDisk({ capacityBytes: () => 10 })
    const file = await disk.open('one')
    await file.write(0, new Uint8Array(8))
    await expect(file.write(6, Uint8Array.from([1, 2, 3, 4, 5, 6]))).rejects.toMatchObject({ code: 'disk-full' })
    expect(await file.size()).toBe(10)
    await file.write(0, new Uint8Array(10).fill(7))
    expect(disk.files.get('home/one')?.bytes).toEqual(new Uint8Array(10).fill(7))
  })
})

describe('a torn disk', () => {
  test.each([...diskContract, ...outsideContract])('$title', async ({ run }) => {
    await expect(run(harness((files) => createTornDisk(files)))).resolves.toBeUndefined()
  })

  async function scenario (): Promise<TornDisk> {
    const disk = createTornDisk()
    const file = await disk.open('one')
    await file.write(0, Uint8Array.from([1, 1]))
    await file.flush()
    await file.write(1, Uint8Array.from([2, 2]))
    return disk
  }
  const one = (disk: TornDisk, count: number, crash: Crash): number[] | undefined => {
    const found = filesAfterCrash(disk.changes, count, crash).get('home/one')
    return found && [...found.bytes]
  }

  test('keeps everything up to the crash when only the process died', async () => {
    const disk = await scenario()
    expect(disk.changes.map(({ type }) => type)).toEqual(['create', 'write', 'flush', 'write'])
    expect(one(disk, 0, { how: 'kill' })).toBeUndefined()
    expect(one(disk, 2, { how: 'kill' })).toEqual([1, 1])
    expect(one(disk, 4, { how: 'kill' })).toEqual([1, 2, 2])
    expect(one(disk, 4, { how: 'kill', lastBytes: 1 })).toEqual([1, 2])
  })

  test('loses what was not flushed with the power', async () => {
    const disk = await scenario()
    expect(one(disk, 2, { how: 'power' })).toEqual([])
    expect(one(disk, 4, { how: 'power' })).toEqual([1, 1])
  })

  test('tears what was not flushed where chance says', async () => {
    const disk = await scenario()
    const chances = [0.9, 0.5]
    expect(one(disk, 4, { how: 'mixed', chance: () => chances.shift() ?? 0 })).toEqual([1, 2])
    expect(one(disk, 4, { how: 'mixed', chance: () => 0.5 })).toEqual([1, 1])
  })

  test('does not count a write as flushed that came while the flush ran', async () => {
    const disk = createTornDisk()
    const file = await disk.open('one')
    await Promise.all([file.flush(), file.write(0, Uint8Array.from([1]))])
    expect(one(disk, disk.changes.length, { how: 'power' })).toEqual([])
  })
})
