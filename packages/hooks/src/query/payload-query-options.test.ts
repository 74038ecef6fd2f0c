import { formatReference } from '@passel/core'
import { createScriptedEngine, createScriptedReference } from '@passel/core/testing/engine'
import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { payloadKeys, payloadQueryOptions } from './index.ts'

const bytes = new TextEncoder().encode('hello')
const reference = createScriptedReference(7, { size: 5, mediaType: 'text/plain' })
const client = () => new QueryClient({ defaultOptions: { queries: { retry: false } } })

test('a small payload is read once, and never goes stale', async () => {
  const engine = createScriptedEngine({ received: () => ({ bytes }) })
  const queries = client()
  const options = payloadQueryOptions(engine, formatReference(reference))
  const blob = await queries.fetchQuery(options)
  expect([await blob.text(), blob.type]).toEqual(['hello', 'text/plain'])
  await queries.fetchQuery(options)
  expect(engine.asked.receive).toBe(1)
})

test('a part of it is a query of its own, below the same key', async () => {
  const engine = createScriptedEngine({ received: () => ({ bytes }) })
  const queries = client()
  const part = await queries.fetchQuery(payloadQueryOptions(engine, reference, { range: { start: 1, end: 3 } }))
  expect(await part.text()).toBe('el')
  const queryKey = queries.getQueryCache().getAll()[0]?.queryKey
  expect(queryKey?.slice(0, 2)).toEqual(payloadKeys.all)
  expect(JSON.stringify(queryKey)).not.toContain(formatReference(reference))
})

test('what is too large for a cache is refused, told or found', async () => {
  const engine = createScriptedEngine({ received: () => ({ bytes }) })
  await expect(client().fetchQuery(payloadQueryOptions(engine, reference, { maxBytes: 4 })))
    .rejects.toMatchObject({ code: 'bad-option' })
  expect(engine.asked.receive).toBe(0)
  const { size: _unknown, ...unsized } = reference
  await expect(client().fetchQuery(payloadQueryOptions(engine, unsized, { maxBytes: 4 })))
    .rejects.toMatchObject({ code: 'bad-option' })
})

test('nobody wanting it any more ends the reading and not the transfer', async () => {
  const engine = createScriptedEngine({ received: () => ({ bytes }) })
  const queries = client()
  const options = payloadQueryOptions(engine, reference)
  const reading = queries.fetchQuery(options)
  const { queryKey } = options
  await Promise.all([expect(reading).rejects.toThrow('CancelledError'), queries.cancelQueries({ queryKey })])
  expect(engine.transfers()[0]?.calls).toEqual([])
})
