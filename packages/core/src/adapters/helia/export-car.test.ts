import { CarReader } from '@ipld/car'
import { describe, expect, test } from 'vitest'
import { createPayloadBlocks, type PayloadBlocks } from '../../engine/payload-blocks.ts'
import { chunkCid, pageCid, sha256 } from '../../pure/cid.ts'
import { createScriptedHoldings, createScriptedPayload, type ScriptedHolder } from '../../testing/scripted/payload.ts'
import { createScriptedStore } from '../../testing/scripted/store.ts'
import { exportCar } from './index.ts'

const payload = createScriptedPayload([1, 2, 3])

function hold (): { holder: ScriptedHolder, blocks: PayloadBlocks } {
  const { store, hold: add } = createScriptedHoldings()
  const holder = add('a', payload)
  return { holder, blocks: createPayloadBlocks(createScriptedStore(store), () => [holder]) }
}

describe('a CAR file', () => {
  test('is read back by IPFS tools: one root, every page and chunk under its own CID', async () => {
    const { holder, blocks } = hold()
    holder.everything()
    const { root, bytes } = await exportCar(blocks, 'a')
    const car = await CarReader.fromIterable(bytes)
    expect((await car.getRoots()).map(String)).toEqual([root.toString()])
    const found = new Map<string, Uint8Array>()
    for await (const block of car.blocks()) found.set(block.cid.toString(), block.bytes)
    const expected = [
      ...payload.pages.toReversed().map(({ bytes: page }) => [pageCid(sha256(page)).toString(), page] as const),
      ...payload.chunks.map((chunk) => [chunkCid(sha256(chunk)).toString(), chunk] as const)
    ]
    expect([...found]).toEqual(expected)
    expect(root.toString()).toBe(expected[0]![0])
  })

  test('is made as it is read: a slow reader does not make it grow in memory', async () => {
    const { holder, blocks } = hold()
    holder.everything()
    let made = 0
    const counting: PayloadBlocks = {
      ...blocks,
      all: async function * (id) {
        for await (const block of blocks.all(id)) {
          made++
          yield block
        }
      }
    }
    const { bytes } = await exportCar(counting, 'a')
    const reading = bytes[Symbol.asyncIterator]()
    await reading.next()
    expect(made).toBeLessThan(4)
    await reading.return?.()
  })

  test('of a payload that is not complete is refused before a byte is written', async () => {
    const { holder, blocks } = hold()
    holder.page(0)
    await expect(exportCar(blocks, 'a')).rejects.toMatchObject({ code: 'not-found' })
    await expect(exportCar(blocks, 'b')).rejects.toMatchObject({ code: 'not-found' })
  })

  test('that cannot be finished fails instead of ending early', async () => {
    const { holder, blocks } = hold()
    for (const page of payload.pages.keys()) holder.page(page)
    const { bytes } = await exportCar(blocks, 'a')
    const read = async (): Promise<void> => {
      for await (const part of bytes) expect(part.length).toBeGreaterThan(0)
    }
    await expect(read()).rejects.toMatchObject({ code: 'not-found' })
  })
})
