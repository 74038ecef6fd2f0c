import { MessageChannel, Worker } from 'node:worker_threads'
import { createStoreClient, PasselError, type Store } from '@passel/core/worker'
import type { NodeStoreOptions } from './node-store-options.ts'
import { storePort } from './store-port.ts'
import type { StoreWorkerData } from './store-worker.ts'

/** The worker lies beside this file, as source while developing and as JavaScript where it was built. */
const WORKER = new URL(`./store-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

/**
 * Handles of chunks die young, and a small nursery finds them early: 50 MiB less while 4 GB pass, at the same speed.
 */
const MAX_YOUNG_MB = 4

/**
 * Threads take over the flags of their process, but for two traps: no thread that runs a file accepts the flag for a
 * program given as text, and no list of flags may name one of V8's. Where there is the former, only conditions go on.
 */
function flags (): { readonly execArgv?: string[] } {
  if (!process.execArgv.some((flag) => flag.startsWith('--input-type'))) return {}
  return { execArgv: process.execArgv.filter((flag) => flag.startsWith('--conditions=')) }
}

/**
 * A store in a worker thread, with its files in the folder `home` (made when absent). `open` takes the home for this
 * process and fails with `store-in-use` when another one has it; `close` gives it back and ends the thread.
 */
export function openNodeStore (home: string, options: NodeStoreOptions = {}): Store {
  const { port1, port2 } = new MessageChannel()
  const workerData: StoreWorkerData = { home, port: port2, options }
  const worker = new Worker(WORKER, {
    name: 'passel-store',
    workerData,
    transferList: [port2],
    resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MB },
    ...flags(),
  })
  const client = createStoreClient(storePort(port1))
  const died = (cause?: unknown): void => client.lost(new PasselError('io', 'the store\'s thread has died', { cause }))
  worker.on('error', died)
  worker.on('exit', () => died())

  /** A home that is open keeps the process alive, one that could not be opened does not. */
  function hold (alive: boolean): void {
    for (const each of [worker, port1]) {
      if (alive) each.ref()
      else each.unref()
    }
  }

  hold(false)
  return {
    ...client,
    open: async () => {
      hold(true)
      try {
        return await client.open()
      } catch (error) {
        hold(false)
        throw error
      }
    },
    close: async () => {
      await client.close()
      await worker.terminate()
    },
  }
}
