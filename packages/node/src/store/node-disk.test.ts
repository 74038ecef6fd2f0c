import { link, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskContract, outsideContract, type DiskHarness } from '@passel/core/testing'
import { describe, expect, test } from 'vitest'
import { createNodeDisk } from './node-disk.ts'

async function openHarness (): Promise<DiskHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'passel-disk-'))
  return {
    open: () => createNodeDisk(join(folder, 'home')),
    path: (name) => join(folder, name),
    write: (path, bytes) => writeFile(path, bytes),
    read: (path) => readFile(path).then((bytes) => new Uint8Array(bytes), () => undefined),
    close: () => rm(folder, { recursive: true }),
  }
}

describe('a disk on the file system', () => {
  test.each([...diskContract, ...outsideContract])('$title', async ({ run }) => {
    const harness = await openHarness()
    try {
      await expect(run(harness)).resolves.toBeUndefined()
    } finally {
      await harness.close()
    }
  })

  test('takes a half placed file for its own', async () => {
    const { open, path, write, read, close } = await openHarness()
    const { outside } = open()
    await write(path('song.part'), Uint8Array.from([1]))
    // What a crash between linking and unlinking leaves.
    await link(path('song.part'), path('song'))
    expect(await outside?.place(path('song.part'), path('song'))).toBe('placed')
    expect([await read(path('song.part')), await read(path('song'))]).toEqual([undefined, Uint8Array.from([1])])
    await close()
  })

  test('says that the disk is full, and what to do', async () => {
    const { open, close } = await openHarness()
    // A device of Linux that has no room ever.
    const full = await open().outside!.openPart('/dev/full', false)
    await expect(full.write(0, new Uint8Array(10))).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('free space'),
    })
    await full.close()
    await close()
  })

  test('says what to do when the folder of a target is not there', async () => {
    const { open, path, close } = await openHarness()
    await expect(open().outside?.openPart(path('nowhere/song.part'), true)).rejects.toMatchObject({ code: 'io' })
    await close()
  })
})
