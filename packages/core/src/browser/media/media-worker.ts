/**
 * The service worker, or a part of an application's own: `import '@passel/core/media-worker'`. Media elements ask it
 * for parts of a payload, it asks the page that has the element, and hands through what that one answers. It keeps
 * nothing between two requests, so that a browser may stop it whenever it likes. One file without imports: it can be
 * served as it is built.
 */
import type { MediaHead, MediaOrder, MediaPiece, MediaRequest } from './messages.ts'

/** What of a service worker's scope is used; the types of pages do not have it. */
interface WorkerScope {
  readonly registration: { readonly scope: string }
  readonly clients: { claim (): Promise<void>, get (id: string): Promise<PageClient | undefined> }
  addEventListener (type: 'activate', listener: (event: Lasting) => void): void
  addEventListener (type: 'message', listener: (event: Lasting & { readonly data: unknown }) => void): void
  addEventListener (type: 'fetch', listener: (event: FetchEvent) => void): void
}
interface Lasting { waitUntil (until: Promise<unknown>): void }
interface PageClient { postMessage (message: MediaRequest, transfer: Transferable[]): void }
interface FetchEvent extends Lasting {
  readonly request: Request
  readonly clientId: string
  respondWith (response: Promise<Response>): void
}

/** A page that is busy or frozen answers late; the element asks again by itself. */
const HEAD_TIMEOUT_MS = 15_000
/** Elements that play or show, and scripts of the page itself; never a document, a frame or a script. */
const DESTINATIONS = ['video', 'audio', 'image', '']

const worker = globalThis as unknown as WorkerScope

worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
// A page that was loaded past its service worker asks to be taken.
worker.addEventListener('message', (event) => {
  if (event.data === 'passel-claim') event.waitUntil(worker.clients.claim())
})
worker.addEventListener('fetch', (event) => {
  const base = new URL('passel/', worker.registration.scope).href
  if (!event.request.url.startsWith(base)) return
  const [home = '', id = ''] = event.request.url.slice(base.length).split('/')
  let finish = (): void => undefined
  event.waitUntil(new Promise<void>((resolve) => { finish = resolve }))
  event.respondWith(answer(event, decodeURIComponent(home), id, finish).catch(() => {
    finish()
    return refusal(503)
  }))
})

async function answer ({ request, clientId }: FetchEvent, home: string, id: string, finish: () => void) {
  if (request.method !== 'GET' || !DESTINATIONS.includes(request.destination)) {
    finish()
    return refusal(403)
  }
  const client = clientId === '' ? undefined : await worker.clients.get(clientId)
  if (client === undefined) {
    finish()
    return refusal(403)
  }
  const { port1: port, port2 } = new MessageChannel()
  client.postMessage({ type: 'passel-media', home, id, range: request.headers.get('range') }, [port2])
  const head = await nextMessage<MediaHead>(port, HEAD_TIMEOUT_MS)
  const { status, headers } = head
  if (head.body) return new Response(bodyFrom(port, finish), { status, headers })
  end(port, finish)
  return new Response(null, { status, headers })
}

/** Nothing is asked for before the element wants it, and nothing more once it looks elsewhere. */
function bodyFrom (port: MessagePort, finish: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      port.postMessage('pull' satisfies MediaOrder)
      const piece = await nextMessage<MediaPiece>(port)
      if (piece instanceof Uint8Array) return controller.enqueue(piece)
      end(port, finish)
      if (piece === null) controller.close()
      else controller.error(new Error('the payload cannot be read any further'))
    },
    cancel: () => {
      port.postMessage('stop' satisfies MediaOrder)
      end(port, finish)
    }
  }, { highWaterMark: 0 })
}

function end (port: MessagePort, finish: () => void): void {
  port.close()
  finish()
}

function nextMessage<T> (port: MessagePort, timeoutMs?: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => {
      port.close()
      reject(new Error('the page does not answer'))
    }, timeoutMs)
    port.addEventListener('message', ({ data }: MessageEvent<T>) => {
      clearTimeout(timer)
      resolve(data)
    }, { once: true })
    port.start()
  })
}

function refusal (status: number): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store' } })
}
