/**
 * Pages that end at any moment, by any way, on either side, again and again: what was sent arrives, and what was here
 * is not fetched again. `PASSEL_KILLS=200 PASSEL_SEED=1` plays a long night, or one of before again.
 */
import type { TransferState } from '@passel/core'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { startLocalNetwork } from '../network/index.ts'
import { openPages, type Visitor } from './open-pages.ts'

const KILLS = Number(process.env['PASSEL_KILLS'] ?? 3)
const SEED = Number(process.env['PASSEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

const MiB = 2 ** 20
const SIZE = 12 * MiB
/** A line on which that takes some seconds. */
const BYTES_PER_SECOND = 3 * MiB
/** What is on its way to the journal when a page ends may be fetched again: a checkpoint's worth at most. */
const MAY_COME_TWICE = 4 * MiB
/** Milliseconds in which something must move; loading an engine on a busy machine takes most of it. */
const PATIENCE_MS = 60_000
const LOOK_MS = 20
/** Milliseconds that a kill may take, with the network and the page that comes after it. */
const KILL_MS = 30_000

/** Numbers from 0 to 1, the same for a seed. */
function randomOf (seed: number): () => number {
  let state = seed
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9 | 0
    return (Math.imul(state ^ (state >>> 13), 0x297a_2d39) >>> 0) / 2 ** 32
  }
}

const WAYS = ['loaded again', 'closed', 'crashed'] as const

/** Somebody whose page can end; `open` brings it back. */
interface Side {
  readonly name: string
  page (): Page
  end (way: typeof WAYS[number]): Promise<void>
}

async function createSide (name: string, visitor: Visitor, open: (page: Page) => Promise<void>): Promise<Side> {
  let page = await visitor.emptyTab()
  await open(page)
  return {
    name,
    page: () => page,
    async end (way) {
      if (way === 'loaded again') await page.reload()
      else {
        if (way === 'crashed') {
          const gone = new Promise((resolve) => page.once('crash', resolve))
          const session = await visitor.context.newCDPSession(page)
          void session.send('Page.crash').catch(() => 'there is nobody left to answer')
          await gone
        }
        await page.close()
        page = await visitor.emptyTab()
      }
      await open(page)
    }
  }
}

test(`nothing is lost in ${KILLS} kills and reloads of either page (PASSEL_SEED=${SEED})`, async () => {
  const random = randomOf(SEED)
  const [pages, network] = await Promise.all([openPages(), startLocalNetwork({ wakuNodes: 1 })])
  const local = { ...network.description, allowLocal: true }
  const story: string[] = []
  try {
    const open = (rate?: number) => async (page: Page): Promise<void> => {
      await page.evaluate(async ([given, most]) => { await window.page.open(given, most) }, [local, rate] as const)
    }
    const anna = await createSide('sender', await pages.visitor(), open())
    const ben = await createSide('receiver', await pages.visitor(), open(BYTES_PER_SECOND))
    const stateOf = async ({ page }: Side, id: string): Promise<TransferState> =>
      await page().evaluate((it) => window.page.state(it), id)

    for (let killed = 0, round = 1; killed < KILLS; round++) {
      const source = random() < 0.5 ? 'handle' : 'file'
      const given = [SIZE, round, source] as const
      const sent = await anna.page().evaluate(([size, seed, kind]) => window.page.sendFile(size, seed, kind), given)
      const id = await ben.page().evaluate((text) => window.page.receive(text), sent.text)
      story.push(`transfer ${round}, from a ${source}`)

      /** Waits until so many bytes are there, and gives the file again when that is asked for, as a person would. */
      const arrive = async (bytes: number): Promise<void> => {
        let [most, since] = [-1, performance.now()]
        for (;;) {
          const [here, there] = [await stateOf(ben, id), await stateOf(anna, sent.id)]
          expect([here.failure, there.failure]).toEqual([null, null])
          if (here.progress.loaded >= bytes && (bytes < SIZE || here.phase === 'done')) return
          if (there.pauseReason === 'needs-file') {
            if (source === 'handle') throw new Error('a file with a handle was asked for again')
            await anna.page().evaluate(([it, size, seed]) => window.page.giveFile(it, size, seed),
              [sent.id, SIZE, round] as const)
          }
          if (here.progress.loaded > most) [most, since] = [here.progress.loaded, performance.now()]
          if (performance.now() - since > PATIENCE_MS) {
            throw new Error(`nothing moves: ${JSON.stringify([here, there])}`)
          }
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
        }
      }

      for (const kills = 1 + Math.floor(random() * 4); killed < KILLS; killed++) {
        if (story.filter((line) => line.startsWith(`${round}:`)).length >= kills) break
        const before = (await stateOf(ben, id)).progress.loaded
        await arrive(before + random() * (SIZE - before) * 0.7)
        const side = random() < 0.5 ? anna : ben
        const way = WAYS[Math.floor(random() * WAYS.length)]!
        const had = (await stateOf(ben, id)).progress.loaded
        story.push(`${round}: the ${side.name}'s page is ${way} at ${had}`)
        await side.end(way)
        expect((await stateOf(ben, id)).progress.loaded).toBeGreaterThanOrEqual(had - MAY_COME_TWICE)
      }
      await arrive(SIZE)
      expect(await ben.page().evaluate((it) => window.page.digest(it), id)).toBe(sent.digest)
    }
    expect(pages.faults).toEqual([])
  } catch (error) {
    throw new Error(`PASSEL_SEED=${SEED}: ${story.slice(-12).join('; ')}`, { cause: error })
  } finally {
    await Promise.all([pages.close(), network.stop()])
  }
}, 60_000 + KILLS * KILL_MS)
