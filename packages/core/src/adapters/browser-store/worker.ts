/**
 * Entry of a store's worker in browsers: hashing, ciphers and files, off the page. Loading it does nothing; each
 * message of the page begins a store.
 */
import { describeFailure } from '../store/messages.ts'
import { serveStore } from '../store/serve.ts'
import { createStore } from '../store/store.ts'
import type { StoreMessagePort } from '../store/messages.ts'
import { createWebCrypto } from '../store/web-crypto.ts'
import { openBrowserDisk } from './open-browser-disk.ts'
import { refuseWithoutRoom } from './room.ts'
import type { StartFailure, StartMessage } from './start-message.ts'

async function start ({ name, port, chunkBytes, keepIn }: StartMessage): Promise<void> {
  const disk = await openBrowserDisk(name, keepIn)
  const store = createStore(disk, createWebCrypto(), chunkBytes === undefined ? {} : { chunkBytes })
  serveStore(port as StoreMessagePort, refuseWithoutRoom(store, () => navigator.storage.estimate()))
}

addEventListener('message', ({ data }: MessageEvent<StartMessage>) => {
  start(data).catch((error: unknown) => {
    postMessage({ failure: describeFailure(error) } satisfies StartFailure)
  })
})
