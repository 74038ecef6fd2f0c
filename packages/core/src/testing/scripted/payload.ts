import type { BlockHolder } from '../../engine/payload-blocks.ts'
import { createPlainMap } from '../../engine/plain-map.ts'
import { PasselError } from '../../errors.ts'
import { chunkNo, pageNo, swarmNo, type SwarmNo } from '../../ids.ts'
import type { StorePort } from '../../ports.ts'
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { sha256 } from '../../pure/cid.ts'
import { SIGNATURE_BYTES } from '../../pure/head.ts'
import { encodePage, pageSummary } from '../../pure/page-codec.ts'
import { META_BYTES, FINAL_META_BYTES } from '../../pure/page-meta.ts'
import type { Head, PageSummary } from '../../pure/page.ts'

export interface ScriptedPage { readonly summary: PageSummary, readonly head: Head, readonly bytes: Uint8Array }

/** Real pages that list chunks of arbitrary bytes: what IPFS tools see of a payload. Nothing is sealed or signed. */
export interface ScriptedPayload {
  readonly pages: readonly ScriptedPage[]
  readonly chunks: readonly Uint8Array[]
}

const CHUNK_BYTES = 64

/** A payload whose pages list as many chunks as `counts` says; `seed` makes its blocks differ from another's. */
export function createScriptedPayload (counts: readonly number[], seed = 0): ScriptedPayload {
  const chunks: Uint8Array[] = []
  const pages: ScriptedPage[] = []
  for (const [number, count] of counts.entries()) {
    const first = chunks.length
    for (let i = 0; i < count; i++) chunks.push(new Uint8Array(CHUNK_BYTES).fill(seed + chunks.length))
    const final = number === counts.length - 1
    const content = {
      kind: 'data',
      page: pageNo(number),
      previous: pages.at(-1)?.head.digest ?? null,
      first: chunkNo(first),
      chunkBytes: CHUNK_BYTES,
      epoch: seed,
      digests: Uint8Array.from(chunks.slice(first).flatMap((chunk) => [...sha256(chunk)])),
      meta: new Uint8Array(final ? FINAL_META_BYTES : META_BYTES),
      final,
      ...(number === 0 && { policy: { madeAtMs: 0, receiptKeys: [], need: 1, of: 1 } })
    } as const
    const bytes = encodePage(content)
    const capacity = chunkCapacity(CHUNK_BYTES)
    pages.push({
      summary: pageSummary(content, {
        plainOffset: first * capacity,
        ...(final && { size: chunks.length * capacity })
      }),
      head: { page: pageNo(number), digest: sha256(bytes), final, signature: new Uint8Array(SIGNATURE_BYTES) },
      bytes
    })
  }
  return { pages, chunks }
}

/** A payload that arrives piece by piece, as the script says. */
export interface ScriptedHolder extends BlockHolder {
  page (number: number): void
  chunk (number: number): void
  everything (): void
  /** The transfer stopped: who waits is told. */
  fail (error: Error): void
}

/** A store over such payloads, and the holders that its blocks are found by. */
export function createScriptedHoldings (): {
  readonly store: Pick<StorePort, 'readPage' | 'readChunk'>
  hold (id: string, payload: ScriptedPayload): ScriptedHolder
} {
  const held = new Map<SwarmNo, { readonly payload: ScriptedPayload, readonly chunks: Set<number> }>()

  function chunksOf (swarm: SwarmNo): { readonly payload: ScriptedPayload, readonly chunks: Set<number> } {
    const holding = held.get(swarm)
    if (holding === undefined) throw new PasselError('not-found', `no transfer ${swarm}`)
    return holding
  }

  return {
    store: {
      readPage: async (swarm, number) => {
        const { head, bytes } = chunksOf(swarm).payload.pages[number]!
        return { head, page: bytes }
      },
      readChunk: async (swarm, number) => {
        const { payload, chunks } = chunksOf(swarm)
        if (!chunks.has(number)) throw new PasselError('not-found', `chunk ${number} is not here`)
        return payload.chunks[number]!
      }
    },
    hold: (id, payload) => {
      const swarm = swarmNo(held.size + 1)
      const chunks = new Set<number>()
      held.set(swarm, { payload, chunks })
      const map = createPlainMap([])
      const waiting = new Set<{ readonly resolve: () => void, readonly reject: (error: Error) => void }>()
      let progress = 0
      const wake = (): void => {
        progress++
        for (const { resolve } of waiting) resolve()
        waiting.clear()
      }
      const holder: ScriptedHolder = {
        id,
        swarm,
        map,
        progress: () => progress,
        arrived: async (seen) => {
          if (seen === progress) await new Promise<void>((resolve, reject) => waiting.add({ resolve, reject }))
        },
        page: (number) => {
          map.add(payload.pages[number]!.summary)
          wake()
        },
        chunk: (number) => {
          chunks.add(number)
          wake()
        },
        everything: () => {
          for (const number of payload.pages.keys()) holder.page(number)
          for (const number of payload.chunks.keys()) holder.chunk(number)
        },
        fail: (error) => {
          for (const { reject } of waiting) reject(error)
          waiting.clear()
        }
      }
      return holder
    }
  }
}
