/** For tests: a bundle's bytes whole, and what is read of them. */
import { concat } from '../../pure/bytes.ts'
import { BundleReader, type BundleClaims } from './bundle-reader.ts'
import { BundleWriter } from './bundle-writer.ts'
import type { ArchivedMessage } from './message.ts'

export const ALL: BundleClaims = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, count: 1000 }

export function writeBundleBytes (list: readonly ArchivedMessage[]): Uint8Array {
  const writer = new BundleWriter()
  for (const message of list) writer.add(message)
  return concat(...writer.end())
}

export interface Read { readonly messages: ArchivedMessage[], readonly forged: bigint[] }

export function readBundleBytes (bytes: Uint8Array, claims = ALL, step = bytes.length || 1): Read {
  const found: Read = { messages: [], forged: [] }
  const reader = new BundleReader(claims, {
    message: (message) => found.messages.push(message), forged: (at) => found.forged.push(at)
  })
  for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step))
  reader.end()
  return found
}
