import { PasselError } from '../../errors.ts'
import type { Disk } from '../store/disk.ts'
import { openHomeDatabase, type HomeDatabase } from './home-database.ts'
import { webLock } from './home-lock.ts'
import { createIdbDisk } from './idb-disk.ts'
import { createKeptSources } from './kept-sources.ts'
import { createOpfsDisk } from './opfs-disk.ts'
import type { StorageKind } from './start-message.ts'
import { hasSyncHandles } from './sync-handle.ts'

/** What a worker's browser offers, so that tests can take parts of it away. */
export interface Surfaces {
  readonly storage?: Pick<StorageManager, 'getDirectory'>
  readonly locks?: LockManager
  readonly syncHandles: boolean
  /** @default HOME_LOCK_WAIT_MS */
  readonly lockWaitMs?: number
}

/**
 * The disk of a home: files of the private file system where the browser has them for workers, else blocks in a
 * database. A home stays where it was begun. Rejects with `unsupported`.
 */
export async function openBrowserDisk (
  name: string, wanted?: StorageKind, surfaces: Surfaces = ownSurfaces()
): Promise<Disk> {
  const database = await openHomeDatabase(name)
  const { locks, lockWaitMs } = surfaces
  const takeHome = locks === undefined ? {} : { takeHome: webLock(name, locks, lockWaitMs) }
  const root = await privateRoot(surfaces)
  const kind = await kindOf(database, wanted, root !== undefined)
  const sources = createKeptSources(database)
  if (kind === 'indexeddb') return { ...createIdbDisk({ database, ...takeHome }), sources }
  if (root === undefined) {
    throw new PasselError('unsupported', `${name} is in the private file system, which this browser does not give now`)
  }
  const disk = createOpfsDisk({
    name,
    folder: () => root.getDirectoryHandle(name, { create: true }),
    ...takeHome,
    ...(lockWaitMs !== undefined && { waitMs: lockWaitMs }),
  })
  return { ...disk, sources }
}

/** Those of this worker. */
export function ownSurfaces (): Surfaces {
  const { storage, locks } = navigator as Partial<Navigator>
  return { ...(storage && { storage }), ...(locks && { locks }), syncHandles: hasSyncHandles() }
}

/** Undefined where there is none of use: private windows of some browsers have the function and refuse the call. */
async function privateRoot ({ storage, syncHandles }: Surfaces): Promise<FileSystemDirectoryHandle | undefined> {
  if (storage === undefined || !('getDirectory' in storage) || !syncHandles) return undefined
  return await storage.getDirectory().catch(() => undefined)
}

/** Remembered, so that a home does not seem empty on a day on which the browser offers less. */
async function kindOf (
  database: HomeDatabase, wanted: StorageKind | undefined, hasRoot: boolean
): Promise<StorageKind> {
  const transaction = database.transaction('about', 'readwrite')
  const known = await transaction.store.get('kind') as StorageKind | undefined
  const kind = known ?? wanted ?? (hasRoot ? 'opfs' : 'indexeddb')
  if (known === undefined) await transaction.store.put(kind, 'kind')
  await transaction.done
  return kind
}
