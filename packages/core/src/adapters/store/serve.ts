import { ownsBuffer } from './client.ts'
import { describeFailure, type StoreAnswer, type StoreMessagePort, type StoreRequest } from './messages.ts'
import type { StorePort as Store } from '../../ports.ts'

/**
 * Answers requests from a port until `close` is asked for. Requests overlap: the store itself keeps in order what has
 * an order.
 */
export function serveStore (port: StoreMessagePort, store: Store): void {
  async function answer ({ id, method, args }: StoreRequest): Promise<void> {
    try {
      const act = store[method] as (...args: readonly unknown[]) => Promise<unknown>
      const value = await act.apply(store, args as unknown[])
      port.postMessage({ id, value } satisfies StoreAnswer, buffersOf(value))
    } catch (error) {
      port.postMessage({ id, error: describeFailure(error) } satisfies StoreAnswer, [])
    }
  }

  port.addEventListener('message', ({ data }) => { void answer(data as StoreRequest) })
  port.start()
}

/** Bytes that are answered belong to the asker: chunks, pages, plain bytes, and the buffer that was kept. */
function buffersOf (value: unknown): Transferable[] {
  if (value instanceof Uint8Array) return ownsBuffer(value) ? [value.buffer] : []
  if (typeof value !== 'object' || value === null) return []
  if ('buffer' in value && value.buffer instanceof ArrayBuffer) return [value.buffer]
  return 'page' in value && value.page instanceof Uint8Array && ownsBuffer(value.page) ? [value.page.buffer] : []
}
