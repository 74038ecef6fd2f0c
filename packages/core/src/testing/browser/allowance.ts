/** What the browser lets this site store, changed from within a test; the whole run shares it, so put it back. */
import { cdp } from 'vitest/browser'

interface Devtools { send (method: string, params: object): Promise<unknown> }

async function devtools (method: string, params: object): Promise<void> {
  const session = cdp() as unknown as Devtools
  await session.send(method, { origin: location.origin, ...params })
}

/**
 * Leaves room for so many bytes more than are used now. Databases of this site are removed: Chromium asks for the
 * allowance twice a minute only, and anew when databases are begun afresh.
 */
export async function leaveRoom (bytes: number): Promise<void> {
  await devtools('Storage.clearDataForOrigin', { storageTypes: 'indexeddb' })
  const { usage = 0 } = await navigator.storage.estimate()
  await devtools('Storage.overrideQuotaForOrigin', { quotaSize: usage + bytes })
}

/** As the browser would have it by itself. */
export async function leaveAllRoom (): Promise<void> {
  await devtools('Storage.overrideQuotaForOrigin', {})
}

/** Bytes that no database packs into fewer. */
export function unpackableBytes (length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}
