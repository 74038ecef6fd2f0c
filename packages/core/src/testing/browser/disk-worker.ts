/** Runs scenarios of the disk contract in a worker, where a browser's disks can be opened; one answer for each name. */
import { openBrowserDisk, ownSurfaces } from '../../adapters/browser-store/open-browser-disk.ts'
import type { StorageKind } from '../../adapters/browser-store/start-message.ts'
import type { Disk } from '../../adapters/store/disk.ts'
import { diskContract, type DiskHarness } from '../disk.contract.ts'
import { removeHome } from './remove-home.ts'

/** `lock file`: a browser without locks for tabs, where the exclusiveness of a file has to do. */
export type DiskKind = StorageKind | 'lock file'
export interface DiskTask { readonly kind: DiskKind, readonly title: string }
export interface DiskReport { readonly title: string, readonly failure?: string }

async function openDisk (home: string, kind: DiskKind): Promise<Disk> {
  const { locks, ...rest } = ownSurfaces()
  const surfaces = { ...rest, lockWaitMs: 50 }
  if (kind === 'lock file') return await openBrowserDisk(home, 'opfs', surfaces)
  return await openBrowserDisk(home, kind, { ...surfaces, ...(locks && { locks }) })
}

async function openHarness (kind: DiskKind): Promise<DiskHarness> {
  const home = `disk-contract-${crypto.randomUUID()}`
  const disks: Disk[] = []
  // A disk is made at once and opened when it is used, as the others are.
  const lazy = (): Disk => {
    const opening = openDisk(home, kind)
    const disk: Disk = {
      lock: async () => await (await opening).lock(),
      open: async (name) => await (await opening).open(name),
      remove: async (name) => await (await opening).remove(name),
      list: async () => await (await opening).list(),
      close: async () => await (await opening).close(),
    }
    disks.push(disk)
    return disk
  }
  const none = (): never => { throw new Error('there are no paths here') }
  return {
    open: lazy,
    path: none,
    write: none,
    read: none,
    close: async () => {
      for (const disk of disks) await disk.close()
      await removeHome(home)
    },
  }
}

async function run ({ kind, title }: DiskTask): Promise<DiskReport> {
  const scenario = diskContract.find((each) => each.title === title)
  const harness = await openHarness(kind)
  try {
    if (scenario === undefined) throw new Error('there is no such scenario')
    await scenario.run(harness)
    return { title }
  } catch (error) {
    return { title, failure: error instanceof Error ? error.stack ?? error.message : String(error) }
  } finally {
    await harness.close()
  }
}

addEventListener('message', ({ data }: MessageEvent<DiskTask>) => {
  void run(data).then((report) => postMessage(report))
})
