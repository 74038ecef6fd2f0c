import { describe, expect, test } from 'vitest'
import { errorCode, PasselError } from '../errors.ts'
import { pageNo } from '../ids.ts'
import { sha256 } from '../pure/cid.ts'
import { createScriptedHoldings, createScriptedPayload, type ScriptedHolder } from '../testing/scripted/payload.ts'
import { createScriptedStore } from '../testing/scripted/store.ts'
import { settled } from '../testing/scripted/system.ts'
import { scriptedTransfer } from '../testing/scripted/transfer.ts'
import {
  createPayloadBlocks, holderOfStored, type BlockHolder, type PayloadBlock, type PayloadBlocks
} from './payload-blocks.ts'

const payload = createScriptedPayload([2, 3])
const other = createScriptedPayload([1], 100)
const digestOfChunk = (number: number): Uint8Array => sha256(payload.chunks[number]!)
const digestOfPage = (number: number): Uint8Array => payload.pages[number]!.head.digest

interface Stage {
  readonly blocks: PayloadBlocks
  readonly holder: ScriptedHolder
  readonly holders: BlockHolder[]
  hold: ReturnType<typeof createScriptedHoldings>['hold']
  pagesRead (): number
}

function createStage (): Stage {
  const { store, hold } = createScriptedHoldings()
  let pagesRead = 0
  const holder = hold('a', payload)
  const holders: BlockHolder[] = [holder]
  const counting = createScriptedStore({
    ...store,
    readPage: (swarm, page) => {
      pagesRead++
      return store.readPage(swarm, page)
    }
  })
  return { blocks: createPayloadBlocks(counting, () => holders), holder, holders, hold, pagesRead: () => pagesRead }
}

async function collect (blocks: AsyncIterable<PayloadBlock>): Promise<PayloadBlock[]> {
  const all: PayloadBlock[] = []
  for await (const block of blocks) all.push(block)
  return all
}

describe('all blocks of a payload', () => {
  test('are its pages, newest to oldest, then its chunks in order; each is what its digest says', async () => {
    const { blocks, holder } = createStage()
    holder.everything()
    const all = await collect(blocks.all('a'))
    expect(all.map(({ kind }) => kind)).toEqual(['page', 'page', 'chunk', 'chunk', 'chunk', 'chunk', 'chunk'])
    expect(all.map(({ bytes }) => bytes)).toEqual([payload.pages[1]!.bytes, payload.pages[0]!.bytes, ...payload.chunks])
    for (const { digest, bytes } of all) expect(sha256(bytes)).toEqual(digest)
  })

  test('begin with the root', async () => {
    const { blocks, holder } = createStage()
    holder.everything()
    expect(await blocks.root('a')).toEqual(digestOfPage(1))
    expect((await collect(blocks.all('a')))[0]!.digest).toEqual(digestOfPage(1))
  })

  test('are not to be had before the last page is known, nor of a payload nobody has', async () => {
    const { blocks, holder } = createStage()
    holder.page(0)
    await expect(blocks.root('a')).rejects.toMatchObject({ code: 'not-found' })
    await expect(collect(blocks.all('a'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(blocks.root('b')).rejects.toMatchObject({ code: 'not-found' })
  })

  test('fail when a chunk is missing', async () => {
    const { blocks, holder } = createStage()
    holder.page(0)
    holder.page(1)
    await expect(collect(blocks.all('a'))).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('one block', () => {
  test('is found by its digest, page or chunk', async () => {
    const { blocks, holder } = createStage()
    holder.everything()
    expect(await blocks.get(digestOfChunk(4))).toEqual(payload.chunks[4])
    expect(await blocks.get(digestOfPage(0))).toEqual(payload.pages[0]!.bytes)
    expect(await blocks.lists(digestOfChunk(4))).toBe(true)
  })

  test('that no payload lists is not there, and not waited for', async () => {
    const { blocks, holder } = createStage()
    holder.everything()
    expect(await blocks.get(sha256(other.chunks[0]!))).toBeUndefined()
    expect(await blocks.lists(sha256(other.chunks[0]!))).toBe(false)
  })

  test('is found once the page that lists it has come; pages are read once', async () => {
    const { blocks, holder, pagesRead } = createStage()
    holder.page(0)
    expect(await blocks.lists(digestOfChunk(4))).toBe(false)
    holder.page(1)
    expect(await blocks.lists(digestOfChunk(4))).toBe(true)
    expect(await blocks.lists(digestOfChunk(0))).toBe(true)
    expect(pagesRead()).toBe(2)
  })

  test('that is on its way is waited for', async () => {
    const { blocks, holder } = createStage()
    holder.page(0)
    const block = blocks.get(digestOfChunk(1))
    await settled()
    holder.chunk(0)
    holder.chunk(1)
    expect(await block).toEqual(payload.chunks[1])
  })

  test.each(['before', 'while'])('is not waited for after the caller gave up %s', async (when) => {
    const { blocks, holder } = createStage()
    holder.page(0)
    const abort = new AbortController()
    if (when === 'before') abort.abort(new Error('enough'))
    const outcome = blocks.get(digestOfChunk(1), abort.signal).catch((error: Error) => error.message)
    await settled()
    abort.abort(new Error('enough'))
    expect(await outcome).toBe('enough')
  })

  test('fails with what stopped its transfer', async () => {
    const { blocks, holder } = createStage()
    holder.page(0)
    const outcome = blocks.get(digestOfChunk(1)).catch(errorCode)
    await settled()
    holder.fail(new PasselError('disk-full', 'no room'))
    expect(await outcome).toBe('disk-full')
  })
})

describe('payloads that come and go', () => {
  test('a payload added later is found', async () => {
    const { blocks, holders, hold } = createStage()
    expect(await blocks.lists(sha256(other.chunks[0]!))).toBe(false)
    const added = hold('b', other)
    added.everything()
    holders.push(added)
    expect(await blocks.get(sha256(other.chunks[0]!))).toEqual(other.chunks[0])
  })

  test('a payload that was removed lists nothing any more', async () => {
    const { blocks, holder, holders } = createStage()
    holder.everything()
    expect(await blocks.lists(digestOfChunk(0))).toBe(true)
    holders.length = 0
    expect(await blocks.lists(digestOfChunk(0))).toBe(false)
  })

  test('a payload that was removed and is fetched again is found where it is now', async () => {
    const { blocks, holder, holders, hold } = createStage()
    holder.everything()
    expect(await blocks.lists(digestOfChunk(0))).toBe(true)
    const again = hold('a', payload)
    holders.splice(0, 1, again)
    expect(await blocks.lists(digestOfChunk(0))).toBe(false)
    again.everything()
    expect(await blocks.get(digestOfChunk(0))).toEqual(payload.chunks[0])
  })
})

test('a transfer of a closed engine gives what it has and waits for nothing', async () => {
  const stored = scriptedTransfer(payload.pages.map(({ summary }) => summary))
  const blocks = createPayloadBlocks(createScriptedStore({
    readPage: async (_swarm, page) => ({ head: payload.pages[page]!.head, page: payload.pages[page]!.bytes }),
    readChunk: async (_swarm, chunk) => {
      if (chunk === 0) return payload.chunks[0]!
      throw new PasselError('not-found', 'not here')
    }
  }), () => [holder])
  const holder = holderOfStored(stored)
  expect(await blocks.get(digestOfChunk(0))).toEqual(payload.chunks[0])
  expect(await blocks.get(digestOfPage(pageNo(1)))).toEqual(payload.pages[1]!.bytes)
  await expect(blocks.get(digestOfChunk(1))).rejects.toMatchObject({ code: 'not-found' })
})
