import { describe, expect, test } from 'vitest'
import { swarmNo } from '../../ids.ts'
import { MIN_COMPACTION_BYTES } from '../../limits.ts'
import type { JournalRecord, TransferRecord } from '../../pure/journal-types.ts'
import { createMemoryDisk, type MemoryFiles } from '../../testing/memory-disk.ts'
import { chances } from '../../testing/store-crash.ts'
import { createTornDisk, filesAfterCrash, type Crash } from '../../testing/torn-disk.ts'
import type { Disk } from './disk.ts'
import { openJournal, type Journal, type JournalState } from './journal.ts'

const SWARM = swarmNo(1)
const record = (path: string): JournalRecord => ({ swarm: SWARM, record: { type: 'placing', path } })

/** State that is the list of paths; the newest ten are what is still true. */
function listState (): JournalState & { readonly paths: string[] } {
  const paths: string[] = []
  return {
    paths,
    apply: ({ record: found }) => { paths.push((found as TransferRecord & { type: 'placing' }).path) },
    summary: () => paths.slice(-10).map(record),
  }
}

async function opened (disk: Disk): Promise<{ journal: Journal, paths: string[] }> {
  const state = listState()
  return { journal: await openJournal(disk, state), paths: state.paths }
}

/** So long that a few of them make the journal worth rewriting. */
const long = (name: string): string => `${name}${'.'.repeat(MIN_COMPACTION_BYTES / 18)}`

describe('a journal', () => {
  test('gives back what was written, in order', async () => {
    const disk = createMemoryDisk()
    const { journal } = await opened(disk)
    await Promise.all(['a', 'b', 'c'].map((path) => journal.append(record(path))))
    await journal.commit(record('d'), record('e'))
    await journal.close()
    expect((await opened(disk)).paths).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('applies a record when it is written, not before', async () => {
    const { journal, paths } = await opened(createMemoryDisk())
    const appending = journal.append(record('a'))
    expect(paths).toEqual([])
    await appending
    expect(paths).toEqual(['a'])
  })

  test('is rewritten when it has grown, and holds what is still true', async () => {
    const disk = createMemoryDisk()
    const { journal } = await opened(disk)
    const written = Array.from({ length: 60 }, (_, i) => long(`${i}`))
    for (const path of written) await journal.append(record(path))
    await journal.close()
    const sizes = ['journal-a', 'journal-b'].map((name) => disk.files.get(`home/${name}`)?.bytes.length ?? 0)
    expect(Math.max(...sizes)).toBeLessThan(2 * MIN_COMPACTION_BYTES)
    const { paths } = await opened(disk)
    expect(paths.slice(-10)).toEqual(written.slice(-10))
  })

  for (const [name, crash] of [
    ['the process', () => ({ how: 'kill' })],
    ['the power', () => ({ how: 'power' })],
    ['some of both', (count: number) => ({ how: 'mixed', chance: chances(count) })],
  ] as [string, (count: number) => Crash][]) {
    test(`that loses ${name} at any change, also while it is rewritten, has all that was committed`, async () => {
      const disk = createTornDisk()
      const { journal } = await opened(disk)
      const said: { at: number, path: string }[] = []
      for (let i = 0; i < 30; i++) {
        await journal.commit(record(long(`${i}`)))
        said.push({ at: disk.changes.length, path: long(`${i}`) })
      }
      for (let count = 0; count <= disk.changes.length; count++) {
        const before = said.filter(({ at }) => at <= count).map(({ path }) => path)
        const files = filesAfterCrash(disk.changes, count, crash(count))
        const again = await opened(createMemoryDisk({ files }))
        const committed = again.paths.slice(0, again.paths.indexOf(before.at(-1) ?? '') + 1)
        expect(committed.slice(-10)).toEqual(before.slice(-10))
        await again.journal.close()
        // Opening rewrites it; nothing of that is lost either.
        expect((await opened(createMemoryDisk({ files }))).paths.slice(-10)).toEqual(again.paths.slice(-10))
      }
    })
  }

  test('on a full disk refuses a record, keeps the others, and goes on when there is room', async () => {
    let capacityBytes = Infinity
    const disk = createMemoryDisk({ capacityBytes: () => capacityBytes })
    const { journal, paths } = await opened(disk)
    await journal.commit(record('a'))
    capacityBytes = 100
    // Longer than what follows: its beginning stays on the disk and must not be found behind that.
    await expect(journal.commit(record('b'.repeat(90)))).rejects.toMatchObject({ code: 'disk-full' })
    expect(paths).toEqual(['a'])
    capacityBytes = Infinity
    await journal.commit(record('c'))
    await journal.close()
    expect((await opened(disk)).paths).toEqual(['a', 'c'])
  })

  test('does not find records of a failed write behind a later one', async () => {
    let capacityBytes = Infinity
    const disk = createMemoryDisk({ capacityBytes: () => capacityBytes })
    const { journal } = await opened(disk)
    await journal.commit(record('a'))
    const { bytes } = disk.files.get('home/journal-b') ?? { bytes: new Uint8Array(0) }
    // Room for one whole record of the two, as long as the one that takes its place.
    capacityBytes = bytes.length + 80
    const three = [record('x'.repeat(30)), record('y'.repeat(10)), record('z'.repeat(60))]
    await expect(journal.append(...three)).rejects.toMatchObject({ code: 'disk-full' })
    capacityBytes = Infinity
    await journal.commit(record('c'.repeat(30)))
    await journal.close()
    expect((await opened(disk)).paths).toEqual(['a', 'c'.repeat(30)])
  })

  test('on a full disk can be opened as it is', async () => {
    const files: MemoryFiles = new Map()
    const { journal } = await opened(createMemoryDisk({ files }))
    await journal.commit(record('a'))
    await journal.close()
    expect((await opened(createMemoryDisk({ files, capacityBytes: () => 0 }))).paths).toEqual(['a'])
  })

  test('on a full disk flushes what a killed process had only written', async () => {
    const files: MemoryFiles = new Map()
    const { journal } = await opened(createMemoryDisk({ files }))
    await journal.append(record('a'))
    const memory = createMemoryDisk({ files, capacityBytes: () => 0 })
    const flushed: string[] = []
    const disk: Disk = {
      ...memory,
      open: async (name) => {
        const file = await memory.open(name)
        return { ...file, flush: async () => { flushed.push(name); await file.flush() } }
      },
    }
    expect((await opened(disk)).paths).toEqual(['a'])
    const current = [...files].find(([, { bytes }]) => bytes.length > 0)![0]
    expect(flushed).toContain(current.split('/').at(-1))
  })

  test('that cannot be flushed says so, and promises nothing more', async () => {
    const memory = createMemoryDisk()
    let broken = false
    const disk: Disk = {
      ...memory,
      open: async (name) => {
        const file = await memory.open(name)
        return {
          ...file,
          flush: async () => { if (broken) throw new Error('the medium is gone'); else await file.flush() },
        }
      },
    }
    const { journal } = await opened(disk)
    await journal.commit(record('a'))
    broken = true
    await expect(journal.commit(record('b'))).rejects.toMatchObject({ code: 'store-broken' })
    broken = false
    await expect(journal.append(record('c'))).rejects.toMatchObject({ code: 'store-broken' })
  })

  test('that is damaged is not taken for an empty or an older one', async () => {
    const disk = createMemoryDisk()
    for (const path of ['a', 'b']) {
      const { journal } = await opened(disk)
      await journal.commit(record(path))
      await journal.close()
    }
    // The second opening made the other file the current one.
    const { bytes } = disk.files.get('home/journal-a') ?? { bytes: new Uint8Array(0) }
    bytes[9] = 0xff
    await expect(opened(disk)).rejects.toMatchObject({ code: 'store-broken' })
  })
})
