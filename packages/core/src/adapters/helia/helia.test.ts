import * as dagCbor from '@ipld/dag-cbor'
import { MemoryBlockstore } from 'blockstore-core'
import { createHeliaLight, type Helia, type HeliaInit } from 'helia'
import { CID } from 'multiformats/cid'
import { afterEach, describe, expect, test } from 'vitest'
import { createPayloadBlocks, type PayloadBlocks } from '../../engine/payload-blocks.ts'
import { chunkCid, pageCid, sha256 } from '../../pure/cid.ts'
import { createScriptedHoldings, createScriptedPayload, type ScriptedHolder } from '../../testing/scripted/payload.ts'
import { createScriptedStore } from '../../testing/scripted/store.ts'
import { settled } from '../../testing/scripted/system.ts'
import { blockstoreView, passelBlockBroker } from './index.ts'

const payload = createScriptedPayload([1, 2, 3])
const root = pageCid(payload.pages.at(-1)!.head.digest)
const stranger = chunkCid(sha256(Uint8Array.of(9)))

const running: Helia[] = []
afterEach(async () => {
  for (const helia of running.splice(0)) await helia.stop()
})

async function start (init: HeliaInit): Promise<Helia> {
  const helia = createHeliaLight({ codecs: [dagCbor], ...init })
  running.push(helia)
  await helia.start()
  return helia
}

function hold (): { holder: ScriptedHolder, blocks: PayloadBlocks } {
  const { store, hold: add } = createScriptedHoldings()
  const holder = add('a', payload)
  return { holder, blocks: createPayloadBlocks(createScriptedStore(store), () => [holder]) }
}

async function blockOf (helia: Helia, cid: CID, signal?: AbortSignal): Promise<Uint8Array> {
  for await (const block of helia.blockstore.get(cid, signal === undefined ? {} : { signal })) return block
  throw new Error('no block')
}

interface Page { readonly page: number, readonly prev: CID | null, readonly chunks: readonly CID[] }

/** Follows the links as any IPFS tool would: page numbers and chunks, in the order in which they are met. */
async function walk (helia: Helia, from: CID): Promise<{ pages: number[], chunks: Uint8Array[] }> {
  const pages: number[] = []
  const chunks: Uint8Array[] = []
  for (let next: CID | null = from; next !== null;) {
    const { page, prev, chunks: links }: Page = dagCbor.decode(await blockOf(helia, next))
    pages.push(page)
    const own: Uint8Array[] = []
    for (const link of links) own.push(await blockOf(helia, link))
    chunks.unshift(...own)
    next = prev
  }
  return { pages, chunks }
}

describe('through our broker', () => {
  test('Helia walks a payload from its root to its first chunk', async () => {
    const { holder, blocks } = hold()
    holder.everything()
    const helia = await start({ blockBrokers: [passelBlockBroker(blocks)] })
    expect(await walk(helia, root)).toEqual({ pages: [2, 1, 0], chunks: payload.chunks })
  })

  test('Helia keeps what it got in its own blockstore, as it does with blocks of others', async () => {
    const { holder, blocks } = hold()
    holder.everything()
    const blockstore = new MemoryBlockstore()
    const helia = await start({ blockstore, blockBrokers: [passelBlockBroker(blocks)] })
    await walk(helia, root)
    expect(await blockstore.has(root)).toBe(true)
  })

  test('Helia waits for a block that is on its way', async () => {
    const { holder, blocks } = hold()
    holder.page(0)
    const helia = await start({ blockBrokers: [passelBlockBroker(blocks)] })
    const block = blockOf(helia, chunkCid(sha256(payload.chunks[0]!)))
    await settled()
    holder.chunk(0)
    expect(await block).toEqual(payload.chunks[0])
  })

  test('Helia can stop waiting', async () => {
    const { holder, blocks } = hold()
    holder.page(0)
    const helia = await start({ blockBrokers: [passelBlockBroker(blocks)] })
    const abort = new AbortController()
    const outcome = blockOf(helia, chunkCid(sha256(payload.chunks[0]!)), abort.signal).catch((error: Error) => error)
    await settled()
    abort.abort()
    expect(await outcome).toBeInstanceOf(Error)
  })

  test.each<[string, CID]>([
    ['that no payload lists', stranger],
    ['of another kind', CID.parse('QmdmQXB2mzChmMeKY47C43LxUdg1NDJ5MWcKMKxDu7RgQm')]
  ])('a block %s is refused at once', async (_what, cid) => {
    const { holder, blocks } = hold()
    holder.everything()
    const helia = await start({ blockBrokers: [passelBlockBroker(blocks)] })
    await expect(blockOf(helia, cid)).rejects.toThrow('Failed to load block')
    await expect(passelBlockBroker(blocks).retrieve?.(cid)).rejects.toMatchObject({ code: 'not-found' })
  })

  test('a block that is not what its CID says never reaches Helia', async () => {
    const { blocks } = hold()
    const lying: PayloadBlocks = { ...blocks, get: async () => Uint8Array.of(1, 2, 3) }
    const helia = await start({ blockBrokers: [passelBlockBroker(lying)] })
    await expect(blockOf(helia, root)).rejects.toThrow('Failed to load block')
    const validateFn = async (block: Uint8Array): Promise<void> => {
      throw new Error(`${block.length} bytes of something else`)
    }
    const retrieved = passelBlockBroker(lying).retrieve?.(root, { validateFn })
    await expect(retrieved).rejects.toThrow('3 bytes of something else')
  })
})

describe('our store as Helia\'s blockstore', () => {
  async function view (): Promise<Helia> {
    const { holder, blocks } = hold()
    holder.everything()
    return await start({ blockstore: blockstoreView(blocks), blockBrokers: [passelBlockBroker(blocks)] })
  }

  test('gives every block of a payload, and has no other', async () => {
    const helia = await view()
    expect(await walk(helia, root)).toEqual({ pages: [2, 1, 0], chunks: payload.chunks })
    expect(await helia.blockstore.has(root)).toBe(true)
    expect(await helia.blockstore.has(stranger)).toBe(false)
    await expect(blockOf(helia, stranger)).rejects.toThrow('Failed to load block')
  })

  test('outlives garbage collection, which is refused', async () => {
    const helia = await view()
    await expect(helia.gc()).rejects.toMatchObject({ code: 'unsupported' })
    expect((await walk(helia, root)).chunks).toEqual(payload.chunks)
  })

  test('refuses to delete one block or many', async () => {
    const helia = await view()
    await expect(helia.blockstore.delete(root)).rejects.toMatchObject({ code: 'unsupported' })
    const deleteMany = async (): Promise<void> => {
      for await (const cid of helia.blockstore.deleteMany([root])) expect(cid).toBeUndefined()
    }
    await expect(deleteMany()).rejects.toMatchObject({ code: 'unsupported' })
    expect(await helia.blockstore.has(root)).toBe(true)
  })

  test('takes no block of others', async () => {
    const helia = await view()
    await expect(helia.blockstore.put(stranger, Uint8Array.of(9))).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('lists nothing: who could list digests could tell what a person has', async () => {
    const helia = await view()
    const list = async (): Promise<void> => {
      for await (const pair of helia.blockstore.getAll()) expect(pair).toBeUndefined()
    }
    await expect(list()).rejects.toMatchObject({ code: 'unsupported' })
  })
})
