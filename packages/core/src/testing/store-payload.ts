/** A payload for tests of the store: bytes, a reference, its author's keys, and the moves between two stores. */
import { createAuthorKeys } from '../adapters/system/author-keys.ts'
import { pageNo, type SwarmNo, chunkNo } from '../ids.ts'
import type { SourceRef, StorePort, TransferInit } from '../ports.ts'
import type { PageSummary } from '../pure/page.ts'
import { deriveKeys } from '../pure/keys.ts'
import type { Reference } from '../pure/reference.ts'
import type { Scheme } from '../pure/stripes.ts'
import { same } from './store-expect.ts'

export interface TestPayload {
  readonly reference: Reference
  readonly authorSecret: Uint8Array
}

/** A payload with keys of its own. */
export async function createPayload (
  kind: Reference['kind'] = 'file', more: Partial<Reference> = {}
): Promise<TestPayload> {
  const keys = await createAuthorKeys()
  const secret = crypto.getRandomValues(new Uint8Array(32))
  return {
    reference: { version: 1, kind, privacy: 'direct', secret, author: keys.public, hints: [], relays: [], ...more },
    authorSecret: keys.secret,
  }
}

export function sendOf ({ reference, authorSecret }: TestPayload, source: SourceRef, policy?: Scheme): TransferInit {
  return { role: 'send', reference, authorSecret, source, until: 'received', ...(policy !== undefined && { policy }) }
}

export function getOf ({ reference }: TestPayload, path?: string): TransferInit {
  return { role: 'get', reference, target: path === undefined ? { kind: 'store' } : { kind: 'path', path } }
}

export function holdOf ({ reference }: TestPayload, columns: readonly number[]): TransferInit {
  const { author, privacy, kind, hints, relays, secret } = reference
  return {
    role: 'hold', payload: { swarmKey: deriveKeys(secret).swarmKey, author, privacy, kind, hints, relays }, columns,
  }
}

/** Bytes that differ everywhere and are the same each time. */
export function plainBytes (length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let state = seed
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

/** Seals everything, parity too, and signs its pages of at most `pageChunks`; resolves with the pages. */
export async function publish (store: StorePort, swarm: SwarmNo, batch = 4, pageChunks = 3): Promise<PageSummary[]> {
  const pages: PageSummary[] = []
  let waiting = 0
  for (let last = false; !last;) {
    const sealed = await store.seal(swarm, batch, 1000)
    last = sealed.last
    waiting += sealed.count
    while (waiting > (last && pages.at(-1)?.final !== true && !isCoded(pages) ? -1 : 0)) {
      const { page } = await store.signPage(swarm, Math.min(waiting, pageChunks), last && waiting <= pageChunks)
      pages.push(page)
      waiting -= page.count
      if (page.final) break
    }
  }
  while (pages.at(-1)?.final !== true) {
    await store.sealParity(swarm, batch)
    pages.push((await store.signPage(swarm, pageChunks, true)).page)
  }
  return pages
}

/** Whether parity comes after the data, so that no page of data is the last. */
function isCoded ([first]: readonly PageSummary[]): boolean {
  const { need = 1, of = 1, count = 0 } = first ?? {}
  return need > 1 && of > need && count > 0
}

/** Hands pages from one store to another, from the first that the other lacks. */
export async function passPages (
  from: StorePort, source: SwarmNo, to: StorePort, target: SwarmNo, first: number, end: number
): Promise<void> {
  for (let number = first; number < end; number++) {
    const { head, page } = await from.readPage(source, pageNo(number))
    const { verdict } = await to.checkPage(target, head, page)
    same(verdict, 'ok', `page ${number}`)
  }
}

/** Hands chunks from one store to another. */
export async function passChunks (
  from: StorePort, source: SwarmNo, to: StorePort, target: SwarmNo, chunks: Iterable<number>
): Promise<void> {
  await Promise.all(Array.from(chunks, async (chunk) => {
    const sealed = await from.readChunk(source, chunkNo(chunk))
    const { outcome } = await to.keep(target, chunkNo(chunk), sealed.buffer as ArrayBuffer)
    same(outcome, 'ok', `chunk ${chunk}`)
  }))
}

/** `from`, `from + 1`, ... `end - 1`. */
export function range (from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, i) => from + i)
}
