import type { Transfer } from '../../engine/transfer.ts'
import type { TransferId } from '../../engine/transfer-id.ts'
import { answerMedia } from './media-desk.ts'
import type { MediaRequest } from './messages.ts'

export interface MediaOptions {
  /** Where the application serves its service worker. */
  readonly worker: string | URL
  readonly home: string
  readonly transfer: (id: TransferId) => Transfer | undefined
  readonly onTrouble: (where: string, error: unknown) => void
}

export interface Media {
  /** Where a media element finds the payload; undefined where no service worker serves this page. */
  url (id: TransferId): Promise<string | undefined>
  close (): void
}

/** Starts the service worker in the background, and answers what it passes on. */
export function openMedia ({ worker, home, transfer, onTrouble }: MediaOptions): Media {
  // Absent from pages that are not secure, and from private windows of some browsers.
  const container = (navigator as Partial<Navigator>).serviceWorker
  if (container === undefined) return { url: async () => undefined, close: () => undefined }

  const heard = ({ data, ports: [port] }: MessageEvent<MediaRequest | undefined>): void => {
    if (data?.type === 'passel-media' && data.home === home && port !== undefined) {
      answerMedia(transfer(data.id), data.range, port)
    }
  }
  container.addEventListener('message', heard)
  container.startMessages()

  const scope = serve(container, worker).catch((error: unknown) => onTrouble('media-worker', error))

  return {
    url: async (id) => {
      const base = await scope
      const known = transfer(id)
      // Without its worker in front the request would go to the application's server.
      if (base === undefined || known === undefined || container.controller === null) return undefined
      const name = encodeURIComponent(known.reference.name ?? 'payload')
      return new URL(`passel/${encodeURIComponent(home)}/${id}/${name}`, base).href
    },
    close: () => container.removeEventListener('message', heard)
  }
}

/** Resolves to the worker's scope once it controls this page. */
async function serve (container: ServiceWorkerContainer, url: string | URL): Promise<string> {
  // A module as bundlers leave it while developing; browsers that know none of that kind get it as a script.
  const registration = await container.register(url, { type: 'module' }).catch(() => container.register(url))
  const worker = registration.active ?? registration.waiting ?? registration.installing
  if (worker === null) throw new Error('the service worker was removed')
  if (!location.href.startsWith(registration.scope)) {
    throw new Error(`the service worker serves ${registration.scope} only: put it where this page is, or above`)
  }
  await whenActive(worker)
  const controlled = new Promise<void>((resolve) => {
    container.addEventListener('controllerchange', () => resolve(), { once: true })
  })
  if (container.controller?.scriptURL !== worker.scriptURL) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no other origin than its page
    worker.postMessage('passel-claim')
    await controlled
  }
  return registration.scope
}

function whenActive (worker: ServiceWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (worker.state === 'activated') resolve()
      else if (worker.state === 'redundant') reject(new Error('the service worker could not be installed'))
    }
    worker.addEventListener('statechange', look)
    look()
  })
}
