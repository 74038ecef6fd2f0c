import { describe, expect, test } from 'vitest'
import { PasselError } from '../../errors.ts'
import { swarmNo } from '../../ids.ts'
import { createStoreClient, type StoreClient } from './client.ts'
import type { StoreMessagePort } from './messages.ts'
import { serveStore } from './serve.ts'
import type { StorePort as Store } from '../../ports.ts'

const ONE = swarmNo(1)

/** A client of a store of which only the given methods are there. */
function connected (methods: Partial<Store>): { client: StoreClient, port: MessagePort } {
  const { port1, port2 } = new MessageChannel()
  serveStore(port2 as StoreMessagePort, methods as Store)
  return { client: createStoreClient(port1 as StoreMessagePort), port: port2 }
}

describe('a store behind a port', () => {
  test('answers each request with its own answer, in whatever order they come', async () => {
    const waiting: (() => void)[] = []
    const { client } = connected({
      checkReceipt: (_, { key }) => new Promise((resolve) => {
        waiting.unshift(() => resolve({ ok: true, receipts: key }))
      }),
      setPaused: async () => { for (const answer of waiting) answer() },
    })
    const receipt = { finalPage: new Uint8Array(0), signature: new Uint8Array(0) }
    const asked = [1, 2, 3].map((key) => client.checkReceipt(ONE, { key, ...receipt }))
    await client.setPaused(ONE, true)
    expect((await Promise.all(asked)).map(({ receipts }) => receipts)).toEqual([1, 2, 3])
    client.lost(new PasselError('canceled', 'the test is over'))
  })

  test('fails with the code and the reason of the other side', async () => {
    const cause = new Error('the medium is gone')
    const { client } = connected({
      finish: async () => { throw new PasselError('disk-full', 'free space, then resume', { cause }) },
      forget: async () => { throw cause },
    })
    await expect(client.finish(ONE)).rejects.toMatchObject({
      name: 'PasselError',
      code: 'disk-full',
      message: 'free space, then resume',
      cause: expect.stringContaining('the medium is gone'),
    })
    await expect(client.forget(ONE)).rejects.toMatchObject({ code: 'io', message: 'the medium is gone' })
  })

  test('fails what waits and what comes when the other side is gone', async () => {
    const { client, port } = connected({ seal: () => new Promise(() => undefined) })
    const sealing = client.seal(ONE, 1, 0)
    port.close()
    await expect(sealing).rejects.toMatchObject({ code: 'io' })
    await expect(client.seal(ONE, 1, 0)).rejects.toMatchObject({ code: 'io' })
    // Nothing is open any more, so nothing has to be closed.
    await client.close()
  })

  test('refuses what cannot be handed over, and stays of use', async () => {
    const { client } = connected({ setSource: async () => undefined })
    await expect(client.setSource(ONE, { kind: 'path', path: (() => undefined) as never })).rejects.toMatchObject({
      code: 'bad-option',
    })
    await client.setSource(ONE, { kind: 'path', path: 'a' })
    client.lost(new PasselError('canceled', 'the test is over'))
  })
})
