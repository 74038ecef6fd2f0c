/** The browser's DevTools protocol over a pair of pipes: calls and answers, no events, nothing instrumented. */
import type { Readable, Writable } from 'node:stream'

export interface Devtools {
  /** Calls a method of the browser, or of the page that a session is attached to; rejects with the browser's words. */
  call<T>(method: string, params?: object, session?: string): Promise<T>
}

interface Answer {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/** Speaks with a browser that was started with `--remote-debugging-pipe`. */
export function createDevtools(input: Writable, output: Readable, gone: () => string): Devtools {
  const waiting = new Map<number, Waiting>()
  let rest = ''
  let lastId = 0
  output.setEncoding('utf8')
  output.on('data', (text: string) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop() ?? ''
    for (const message of messages) take(JSON.parse(message) as Answer)
  })
  output.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error(`the browser is gone: ${gone()}`))
    waiting.clear()
  })
  // A browser that ends takes the pipe with it; who waits hears of it above.
  input.on('error', () => undefined)

  function take({ id, result, error }: Answer): void {
    if (id === undefined) return
    const waiter = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) waiter?.resolve(result)
    else waiter?.reject(new Error(error.message))
  }

  return {
    call<T>(method: string, params: object = {}, session?: string) {
      lastId += 1
      const id = lastId
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }))
      input.write(`${JSON.stringify({ id, method, params, ...(session && { sessionId: session }) })}\0`)
      return answered as Promise<T>
    },
  }
}
