import { PasselError, parseReference, transferIdOf, type Engine, type PlainRange, type Reference } from '@passel/core'
import { queryOptions } from '@tanstack/react-query'
import { collect } from './collect.ts'
import { payloadKeys } from './payload-keys.ts'

export interface PayloadQueryOptions {
  /** A part of it. @default all of it */
  readonly range?: PlainRange
  /** Bytes above which it fails with `bad-option`: what is cached stays in memory. @default 4 MiB */
  readonly maxBytes?: number
}

const MAX_BYTES = 4 * 1024 * 1024

/**
 * A small payload (a profile picture, the first lines of a text) as a query: it never changes, so it never goes stale.
 * Leaving the screen ends the reading, not the transfer. For files that people wait for use `useFileTransfer`.
 */
export function payloadQueryOptions (
  engine: Engine, reference: Reference | string, { range, maxBytes = MAX_BYTES }: PayloadQueryOptions = {}
) {
  const parsed = typeof reference === 'string' ? parseReference(reference) : reference
  return queryOptions({
    queryKey: payloadKeys.range(transferIdOf(parsed), range),
    queryFn: async ({ signal }): Promise<Blob> => {
      if (range === undefined && (parsed.size ?? 0) > maxBytes) {
        throw new PasselError('bad-option', `maxBytes: the payload has ${parsed.size} bytes; use useFileTransfer`)
      }
      const transfer = await engine.receive(parsed)
      return await collect(transfer.stream(range), { maxBytes, mediaType: parsed.mediaType, signal })
    },
    // Peers are reached without the internet too; the engine knows what to wait for.
    networkMode: 'always',
    staleTime: Infinity
  })
}
