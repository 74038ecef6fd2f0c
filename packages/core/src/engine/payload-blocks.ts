/**
 * Payloads as IPFS blocks: pages (dag-cbor) that link to their chunks (raw) and to the page before. Nothing is listed
 * but by asking for a payload or a digest: what an application does not know it cannot see.
 */
import type { SwarmNo } from '../ids.ts'
import { chunkNo, pageNo } from '../ids.ts'
import { errorCode, PasselError } from '../errors.ts'
import type { StoredTransfer, StorePort } from '../ports.ts'
import { toHex } from '../pure/bytes.ts'
import { decodePage, pageChunk, pageCount } from '../pure/page-codec.ts'
import type { PageSummary } from '../pure/page.ts'
import type { TransferId } from './transfer-id.ts'

type BlockKind = 'page' | 'chunk'

/** One sealed block. `page`: dag-cbor, `chunk`: raw; the digest is sha2-256 in both. */
export interface PayloadBlock { readonly kind: BlockKind, readonly digest: Uint8Array, readonly bytes: Uint8Array }

/** What is needed of a transfer to find its blocks. */
export interface BlockHolder {
  readonly id: TransferId
  readonly swarm: SwarmNo
  readonly map: { pages (): readonly PageSummary[] }
  progress (): number
  arrived (seen: number, chunk: number | undefined): Promise<void>
}

export interface PayloadBlocks {
  /** Whether a payload of this engine lists the block. */
  lists (digest: Uint8Array): Promise<boolean>
  /** The block, waiting while its payload is being fetched; undefined when no payload of this engine lists it. */
  get (digest: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | undefined>
  /** Digest of the final page, the root of the payload's DAG; fails with `not-found` while it is not known. */
  root (id: TransferId): Promise<Uint8Array>
  /** Every block of a complete payload: pages first, newest to oldest, then chunks in order. Fails with `not-found`. */
  all (id: TransferId): AsyncIterable<PayloadBlock>
}

interface Place { readonly kind: BlockKind, readonly holder: BlockHolder, readonly number: number }

/** The blocks that a holder's pages list, by digest, as far as they have been looked at. */
interface Index { pages: number, readonly places: Map<string, Place> }

export function createPayloadBlocks (store: StorePort, holders: () => Iterable<BlockHolder>): PayloadBlocks {
  /** Goes with its holder: a payload that is removed and fetched again is another holder. */
  const indexes = new WeakMap<BlockHolder, Index>()

  async function pageOf (holder: BlockHolder, number: number): Promise<{ digest: Uint8Array, bytes: Uint8Array }> {
    const { head, page } = await store.readPage(holder.swarm, pageNo(number))
    return { digest: head.digest, bytes: page }
  }

  function indexOf (holder: BlockHolder): Index {
    const index = indexes.get(holder) ?? { pages: 0, places: new Map() }
    indexes.set(holder, index)
    return index
  }

  /** Reads the pages that came since the last look. */
  async function readNewPages (holder: BlockHolder): Promise<Index> {
    const index = indexOf(holder)
    for (let number = index.pages; number < holder.map.pages().length; number++) {
      const { digest, bytes } = await pageOf(holder, number)
      const content = decodePage(bytes)
      index.places.set(toHex(digest), { kind: 'page', holder, number })
      for (let i = 0; i < pageCount(content) && content.kind === 'data'; i++) {
        index.places.set(toHex(pageChunk(content, i)), { kind: 'chunk', holder, number: content.first + i })
      }
      index.pages = Math.max(index.pages, number + 1)
    }
    return index
  }

  async function locate (digest: Uint8Array): Promise<Place | undefined> {
    const key = toHex(digest)
    const current = [...holders()]
    for (const holder of current) {
      const place = indexOf(holder).places.get(key)
      if (place !== undefined) return place
    }
    for (const holder of current) {
      const place = (await readNewPages(holder)).places.get(key)
      if (place !== undefined) return place
    }
    return undefined
  }

  async function chunkWhenThere (place: Place, signal: AbortSignal | undefined): Promise<Uint8Array> {
    for (;;) {
      signal?.throwIfAborted()
      const seen = place.holder.progress()
      try {
        return await store.readChunk(place.holder.swarm, chunkNo(place.number))
      } catch (error) {
        if (errorCode(error) !== 'not-found') throw error
      }
      await orAborted(place.holder.arrived(seen, place.number), signal)
    }
  }

  function holderOf (id: TransferId): BlockHolder {
    for (const holder of holders()) if (holder.id === id) return holder
    throw new PasselError('not-found', `no transfer ${id}`)
  }

  function finalPage (holder: BlockHolder): number {
    const pages = holder.map.pages()
    if (pages.at(-1)?.final === true) return pages.length - 1
    throw new PasselError('not-found', 'the payload is not complete yet: wait until it is done')
  }

  return {
    lists: async (digest) => await locate(digest) !== undefined,
    get: async (digest, signal) => {
      const place = await locate(digest)
      if (place === undefined) return undefined
      if (place.kind === 'chunk') return await chunkWhenThere(place, signal)
      return (await pageOf(place.holder, place.number)).bytes
    },
    root: async (id) => {
      const holder = holderOf(id)
      return (await pageOf(holder, finalPage(holder))).digest
    },
    all: async function * (id) {
      const holder = holderOf(id)
      const listed: { digest: Uint8Array, chunk: number }[] = []
      for (let number = finalPage(holder); number >= 0; number--) {
        const { digest, bytes } = await pageOf(holder, number)
        const content = decodePage(bytes)
        for (let i = pageCount(content) - 1; i >= 0; i--) {
          listed.push({ digest: pageChunk(content, i), chunk: content.first + i })
        }
        yield { kind: 'page', digest, bytes }
      }
      for (const { digest, chunk } of listed.reverse()) {
        yield { kind: 'chunk', digest, bytes: await store.readChunk(holder.swarm, chunkNo(chunk)) }
      }
    }
  }
}

/** What `work` comes to, unless the caller stops waiting before. */
async function orAborted<Result> (work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return await work
  return await new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}

/** A transfer as the journal has it, without an engine around it: nothing more will arrive. */
export function holderOfStored (stored: StoredTransfer): BlockHolder {
  return {
    id: String(stored.swarm),
    swarm: stored.swarm,
    map: { pages: () => stored.pages },
    progress: () => 0,
    arrived: async () => {
      throw new PasselError('not-found', 'this block is not here, and no engine is running to fetch it')
    }
  }
}
