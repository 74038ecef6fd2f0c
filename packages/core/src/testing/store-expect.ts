/** The few assertions that contracts of the store need: they run outside a test runner too. */
import { errorCode, type PasselErrorCode } from '../errors.ts'

/** Throws, naming `what`, unless both are the same value: bytes, lists and plain objects by content. */
export function same (actual: unknown, wanted: unknown, what: string): void {
  const [a, b] = [text(actual), text(wanted)]
  if (a !== b) throw new Error(`${what}: ${shortened(a)}, not ${shortened(b)}`)
}

/** Throws unless the promise rejects with this code. */
export async function rejects (promise: Promise<unknown>, code: PasselErrorCode, what: string): Promise<void> {
  const outcome = await promise.then(() => 'no failure', (error: unknown) => {
    const found = errorCode(error)
    return found === code ? code : `${found} (${String(error)})`
  })
  same(outcome, code, what)
}

function text (value: unknown): string {
  // Not the value that is handed in: of Node's buffers that is what their own `toJSON` made.
  function bytesAsText (this: Record<string, unknown>, key: string): unknown {
    const each = this[key]
    return each instanceof Uint8Array ? `bytes ${each.join(',')}` : each
  }
  return JSON.stringify(value, bytesAsText) ?? 'undefined'
}

function shortened (long: string): string {
  return long.length > 200 ? `${long.slice(0, 200)}...` : long
}
