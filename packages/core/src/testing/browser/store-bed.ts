/** Homes, stores and files of a person for tests in a browser; everything is removed by `end`. */
import { openBrowserStore, type BrowserStoreOptions } from '../../adapters/browser-store/open-browser-store.ts'
import type { SourceRef, StorePort } from '../../ports.ts'
import { removeHome } from './remove-home.ts'

export interface OpenedStore {
  readonly store: StorePort
  /** Ends the worker in the middle of whatever it does, as the end of a page does. */
  kill (): void
}

export interface StoreBed {
  /** A name that nobody else has. */
  newHome (): string
  store (options: BrowserStoreOptions): OpenedStore
  /** A file of the person, in a folder of theirs; handles of such files never ask for leave. */
  write (path: string, bytes: Uint8Array): Promise<void>
  read (path: string): Promise<Uint8Array>
  choose (path: string): Promise<SourceRef & { readonly kind: 'blob' }>
  remove (path: string): Promise<void>
  /** Closes what is open and removes what it left. */
  end (): Promise<void>
}

/** One worker for all stores of a file of tests: starting one from source takes longer than most tests. */
export function createSharedWorker (): { readonly create: () => Worker, end (): void } {
  const worker = startWorker()
  const face = {
    addEventListener: worker.addEventListener.bind(worker),
    postMessage: worker.postMessage.bind(worker),
    terminate: () => { /* others use it */ },
  }
  return { create: () => face as unknown as Worker, end: () => worker.terminate() }
}

function startWorker (): Worker {
  return new Worker(new URL('../../adapters/browser-store/worker.ts', import.meta.url), { type: 'module' })
}

export function createStoreBed (): StoreBed {
  const homes = new Set<string>()
  const stores = new Set<StorePort>()
  const workers = new Set<Worker>()
  const person = newHome()

  function newHome (): string {
    const home = `test-${crypto.randomUUID()}`
    homes.add(home)
    return home
  }

  async function folder (): Promise<FileSystemDirectoryHandle> {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(person, { create: true })
  }

  async function file (path: string, create = false): Promise<FileSystemFileHandle> {
    return await (await folder()).getFileHandle(path, { create })
  }

  return {
    newHome,
    store: (options) => {
      let worker: Worker | undefined
      const createWorker = (): Worker => {
        worker = startWorker()
        workers.add(worker)
        return worker
      }
      const store = openBrowserStore({ createWorker, ...options })
      stores.add(store)
      const kill = (): void => {
        worker?.terminate()
        stores.delete(store)
      }
      return { store, kill }
    },
    write: async (path, bytes) => {
      const writing = await (await file(path, true)).createWritable()
      await writing.write(bytes as BufferSource)
      await writing.close()
    },
    read: async (path) => new Uint8Array(await (await (await file(path)).getFile()).arrayBuffer()),
    choose: async (path) => {
      const handle = await file(path)
      return { kind: 'blob', blob: await handle.getFile(), handle }
    },
    remove: async (path) => { await (await folder()).removeEntry(path) },
    end: async () => {
      // One that could not be opened, or died, has nothing to close.
      for (const store of stores) await store.close().catch(() => undefined)
      for (const worker of workers) worker.terminate()
      for (const home of homes) await removeHome(home)
    },
  }
}
