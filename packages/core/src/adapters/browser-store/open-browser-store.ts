import { PasselError } from '../../errors.ts'
import type { StorePort } from '../../ports.ts'
import { createStoreClient } from '../store/client.ts'
import { revive, type StoreMessagePort } from '../store/messages.ts'
import { askForSource } from './ask-for-source.ts'
import type { StartFailure, StartMessage, StorageKind } from './start-message.ts'

export interface BrowserStoreOptions {
  /** Of the home: a folder of the origin's private file system and a database have this name. */
  readonly name: string
  /** Told what no promise tells: the worker died, or the browser does not promise to keep what is stored. */
  readonly onTrouble?: (where: string, error: unknown) => void
  /** Starts the worker where a bundler does not find it by itself; its file is `@passel/core/browser-store/worker`. */
  readonly createWorker?: () => Worker
  /** @default the private file system where it can be used, else a database */
  readonly keepIn?: StorageKind
  /** Bytes of a sealed chunk of new payloads. @default as the protocol has them; others are for tests */
  readonly chunkBytes?: number
}

/**
 * A store in a worker of this page, one for each home among all tabs of the origin. `open` fails with `store-in-use`
 * when another tab has the home, and with `unsupported` where the browser lacks what a store needs; `close` gives the
 * home back and ends the worker.
 */
export function openBrowserStore (options: BrowserStoreOptions): StorePort {
  const { name, onTrouble, chunkBytes, keepIn, createWorker = startWorker } = options
  if (!isSecureContext) return unusable('this page is not secure: serve it over https, or from localhost')
  if (typeof Worker !== 'function') return unusable('this page cannot start workers: open the store in a window')
  const worker = createWorker()
  const { port1, port2 } = new MessageChannel()
  const client = createStoreClient(port1 as StoreMessagePort)
  let asked = false

  function died (error: PasselError): void {
    // It may be half alive, and would keep the home from the next one.
    worker.terminate()
    client.lost(error)
    onTrouble?.('store', error)
  }

  worker.addEventListener('error', (event) => {
    event.preventDefault()
    const reason = event.message ?? 'its file did not load'
    died(new PasselError('io', `the store's worker failed: ${reason}`, { cause: event.error }))
  })
  worker.addEventListener('message', ({ data }: MessageEvent<StartFailure>) => died(revive(data.failure)))
  const start: StartMessage = {
    name,
    port: port2,
    ...(chunkBytes !== undefined && { chunkBytes }),
    ...(keepIn !== undefined && { keepIn }),
  }
  worker.postMessage(start, [port2])

  /** Some browsers ask the person, so it is done once, and when there is something to keep. */
  function askToKeep (): void {
    if (asked) return
    asked = true
    keepForLong().catch((error: unknown) => onTrouble?.('storage', error))
  }

  return {
    ...client,
    create: async (init) => {
      askToKeep()
      return await client.create(init)
    },
    askForSource: (swarm) => askForSource(name, swarm),
    close: async () => {
      await client.close()
      worker.terminate()
    },
  }
}

/** Beside this file, as source while developing and as JavaScript where it was built: bundlers know this form. */
function startWorker (): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'passel-store' })
}

async function keepForLong (): Promise<void> {
  const { storage } = navigator
  if (await storage.persisted() || await storage.persist()) return
  throw new PasselError('quota', 'the browser may remove what this site stores when space gets short')
}

/** Every method fails with `unsupported`. */
function unusable (reason: string): StorePort {
  const client = createStoreClient(new MessageChannel().port1 as StoreMessagePort)
  client.lost(new PasselError('unsupported', reason))
  return client
}
