import { PasselError } from '../../errors.ts'
import { revive, type StoreAnswer, type StoreMessagePort, type StoreMethod, type StoreRequest } from './messages.ts'
import type { StorePort as Store } from '../../ports.ts'

type Answer<Method extends StoreMethod> = Awaited<ReturnType<Store[Method]>>

interface Waiting { resolve (value: unknown): void, reject (error: PasselError): void }

/** A store behind a port, and what to do when the other side is gone. */
export interface StoreClient extends Store {
  /** Fails what waits and all that comes: the other side has died. */
  lost (error: PasselError): void
}

/**
 * The store at the other end of a port (`serveStore`). Chunk buffers are moved both ways, never cloned: moving 256 KiB
 * costs nothing, cloning it runs at the speed of the network itself.
 */
export function createStoreClient (port: StoreMessagePort): StoreClient {
  const waiting = new Map<number, Waiting>()
  let nextId = 1
  let ended: PasselError | undefined

  function lost (error: PasselError): void {
    ended ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  async function call<Method extends StoreMethod> (
    method: Method, args: Parameters<Store[Method]>, moved: Transferable[] = []
  ): Promise<Answer<Method>> {
    if (ended !== undefined) throw ended
    const request: StoreRequest = { id: nextId++, method, args }
    return await new Promise<Answer<Method>>((resolve, reject) => {
      waiting.set(request.id, { resolve: resolve as Waiting['resolve'], reject })
      try {
        port.postMessage(request, moved)
      } catch (cause) {
        waiting.delete(request.id)
        reject(new PasselError('bad-option', `${method}: an argument cannot be handed to the store`, { cause }))
      }
    })
  }

  port.addEventListener('message', ({ data }) => {
    const answer = data as StoreAnswer
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) asked?.reject(revive(answer.error))
    else asked?.resolve(answer.value)
  })
  port.addEventListener('close', () => lost(new PasselError('io', 'the store has ended')))
  port.start()

  return {
    lost,
    open: () => call('open', []),
    create: (init) => call('create', [init]),
    feed: (swarm, bytes) => call('feed', [swarm, bytes], bytes !== null && ownsBuffer(bytes) ? [bytes.buffer] : []),
    seal: (swarm, maxChunks, flushMs) => call('seal', [swarm, maxChunks, flushMs]),
    signPage: (swarm, count, final) => call('signPage', [swarm, count, final]),
    checkPage: (swarm, head, page) => call('checkPage', [swarm, head, page]),
    checkHead: (swarm, head) => call('checkHead', [swarm, head]),
    readPage: (swarm, page) => call('readPage', [swarm, page]),
    keep: (swarm, chunk, buffer) => call('keep', [swarm, chunk, buffer], [buffer]),
    readChunk: (swarm, chunk, spare) => call('readChunk', [swarm, chunk, spare], spare === undefined ? [] : [spare]),
    readPlain: (swarm, offset, length) => call('readPlain', [swarm, offset, length]),
    finish: (swarm) => call('finish', [swarm]),
    blobOf: (swarm) => call('blobOf', [swarm]),
    signReceipt: (swarm) => call('signReceipt', [swarm]),
    checkReceipt: (swarm, receipt) => call('checkReceipt', [swarm, receipt]),
    sealParity: (swarm, maxStripes) => call('sealParity', [swarm, maxStripes]),
    rebuild: (swarm, stripe) => call('rebuild', [swarm, stripe]),
    setColumns: (swarm, columns) => call('setColumns', [swarm, columns]),
    setHolders: (swarm, holders) => call('setHolders', [swarm, holders]),
    signRelease: (swarm) => call('signRelease', [swarm]),
    checkRelease: (swarm, signature) => call('checkRelease', [swarm, signature]),
    setPaused: (swarm, paused) => call('setPaused', [swarm, paused]),
    setFailed: (swarm, code) => call('setFailed', [swarm, code]),
    setSource: (swarm, source) => call('setSource', [swarm, source]),
    forget: (swarm) => call('forget', [swarm]),
    targetPath: (swarm) => call('targetPath', [swarm]),
    close: async () => {
      if (ended !== undefined) return
      await call('close', [])
      lost(new PasselError('io', 'the store is closed'))
      port.close()
    },
  }
}

/** A view of a part of a buffer stays with its owner: moving the buffer would take the rest away from under others. */
export function ownsBuffer (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength && bytes.byteLength > 0
}
