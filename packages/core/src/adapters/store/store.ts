import { PasselError } from '../../errors.ts'
import type { SwarmNo } from '../../ids.ts'
import { setSource } from './author-source.ts'
import { checkHead, checkPage } from './check-page.ts'
import { ownsBuffer } from './client.ts'
import type { Disk } from './disk.ts'
import { closeHome, forget } from './end.ts'
import { feed } from './feeding.ts'
import { finish } from './finish.ts'
import { openHome, type Home } from './home.ts'
import { checkRelease, setHolders, signRelease } from './holders.ts'
import { keepChunk } from './keep-chunk.ts'
import type { OpenTransfer, StoreContext } from './open-transfer.ts'
import { readPage } from './pages.ts'
import { sealParity } from './parity.ts'
import { readChunk, readPlain } from './read-chunk.ts'
import { rebuild } from './rebuild.ts'
import { checkReceipt, signReceipt } from './receipts.ts'
import { setColumns } from './set-columns.ts'
import { seal } from './sealing.ts'
import { signPage } from './sign-page.ts'
import type { StoreCrypto } from './store-crypto.ts'
import { resolveOptions, type StoreOptions } from './store-options.ts'
import type { StorePort as Store } from '../../ports.ts'
import { homeBlob, targetPath } from './target-file.ts'

type Work<Result> = (context: StoreContext, transfer: OpenTransfer) => Promise<Result>

/**
 * The durable side of an engine over a disk. In production it runs in a worker behind `serveStore`; in tests directly.
 * Buffers given to it are moved, as they are between threads.
 */
export function createStore (disk: Disk, crypto: StoreCrypto, options: StoreOptions = {}): Store {
  let opening: Promise<Home> | undefined

  async function opened (): Promise<Home> {
    if (opening === undefined) throw new PasselError('io', 'the store is not open')
    return await opening
  }

  async function start (): Promise<Home> {
    await disk.lock()
    try {
      return await openHome(disk, crypto, resolveOptions(options))
    } catch (error) {
      await disk.close()
      throw error
    }
  }

  async function on<Result> (swarm: SwarmNo, work: Work<Result>): Promise<Result> {
    const { context, transfers } = await opened()
    const transfer = transfers.get(swarm)
    if (transfer === undefined) throw new PasselError('not-found', `there is no transfer ${swarm}`)
    return await work(context, transfer)
  }

  /** Work that may overlap with anything. */
  const free = <Result>(swarm: SwarmNo, work: Work<Result>): Promise<Result> =>
    on(swarm, (context, transfer) => transfer.gate.pass(() => work(context, transfer)))

  /** A chunk that comes or goes. */
  const moving = <Result>(swarm: SwarmNo, work: Work<Result>): Promise<Result> =>
    free(swarm, (context, transfer) => {
      context.traffic.chunks++
      return work(context, transfer)
    })

  /** Work on pages, receipts and state, one after the other. */
  const ordered = <Result>(swarm: SwarmNo, work: Work<Result>): Promise<Result> =>
    on(swarm, (context, transfer) => transfer.order.run(() => transfer.gate.pass(() => work(context, transfer))))

  /** Work on the source, one after the other; it may wait for a slow one. */
  const sealing = <Result>(swarm: SwarmNo, work: Work<Result>): Promise<Result> =>
    on(swarm, (context, transfer) => transfer.sealing.run(() => transfer.gate.pass(() => work(context, transfer))))

  return {
    open: async () => {
      if (opening !== undefined) throw new PasselError('store-in-use', 'this store is open already')
      opening = start()
      try {
        return [...(await opening).stored]
      } catch (error) {
        opening = undefined
        throw error
      }
    },
    create: async (init) => await (await opened()).create(init),
    feed: (swarm, bytes) =>
      on(swarm, (context, transfer) => feed(context, transfer, bytes === null ? null : taken(bytes))),
    seal: (swarm, maxChunks, flushMs) =>
      sealing(swarm, (context, transfer) => seal(context, transfer, maxChunks, flushMs)),
    signPage: (swarm, count, final) => ordered(swarm, (context, transfer) => signPage(context, transfer, count, final)),
    checkPage: (swarm, head, page) => ordered(swarm, (context, transfer) => checkPage(context, transfer, head, page)),
    checkHead: (swarm, head) => ordered(swarm, (context, transfer) => checkHead(context, transfer, head)),
    readPage: (swarm, page) => free(swarm, (_, transfer) => readPage(transfer, page)),
    keep: async (swarm, chunk, buffer) => {
      const sealed = taken(new Uint8Array(buffer))
      const outcome = await moving(swarm, (context, transfer) => keepChunk(context, transfer, chunk, sealed))
      return { outcome, buffer: sealed.buffer }
    },
    readChunk: (swarm, chunk, spare) =>
      moving(swarm, (context, transfer) => readChunk(context, transfer, chunk, spare)),
    readPlain: (swarm, offset, length) =>
      free(swarm, (context, transfer) => readPlain(context, transfer, offset, length)),
    // Alone: what is still being written must be in the file before that gets its name.
    finish: (swarm) => on(swarm, (context, transfer) =>
      transfer.order.run(() => transfer.gate.alone(() => finish(context, transfer)))),
    blobOf: (swarm) => ordered(swarm, (context, { ledger }) => homeBlob(context.disk, ledger)),
    signReceipt: (swarm) => ordered(swarm, signReceipt),
    checkReceipt: (swarm, receipt) => ordered(swarm, (context, transfer) => checkReceipt(context, transfer, receipt)),
    sealParity: (swarm, maxStripes) => sealing(swarm, (context, transfer) =>
      sealParity(context, transfer, maxStripes, (chunk) => readChunk(context, transfer, chunk))),
    rebuild: (swarm, stripe) => moving(swarm, (context, transfer) => rebuild(context, transfer, stripe)),
    // Alone: no chunk may be on its way into a file that goes.
    setColumns: (swarm, columns) => on(swarm, (context, transfer) =>
      transfer.order.run(() => transfer.gate.alone(() => setColumns(context, transfer, columns)))),
    setHolders: (swarm, holders) => ordered(swarm, (context, transfer) => setHolders(context, transfer, holders)),
    signRelease: (swarm) => ordered(swarm, signRelease),
    checkRelease: (swarm, signature) =>
      ordered(swarm, (context, transfer) => checkRelease(context, transfer, signature)),
    setPaused: (swarm, paused) => ordered(swarm, async ({ journal }, { author }) => {
      await journal.commit({ swarm, record: { type: 'paused', paused } })
      // What waits may wait for long: it need not hold the chunks it had begun.
      if (paused) author.ahead.clear()
    }),
    setFailed: (swarm, code) =>
      ordered(swarm, ({ journal }) => journal.commit({ swarm, record: { type: 'failed', code } })),
    setSource: (swarm, source) => sealing(swarm, (context, transfer) => setSource(context, transfer, source)),
    forget: async (swarm) => { await forget(await opened(), swarm) },
    targetPath: (swarm) => ordered(swarm, ({ disk: { outside } }, { ledger }) => targetPath(outside, ledger)),
    close: async () => {
      const closing = opening
      opening = undefined
      if (closing === undefined) return
      await closeHome(await closing)
      await disk.close()
    },
  }
}

/** Moves a whole buffer away from the caller; copies a part of one, because the rest is somebody else's. */
function taken (bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (!ownsBuffer(bytes)) return bytes.slice()
  return new Uint8Array(structuredClone(bytes.buffer, { transfer: [bytes.buffer] }))
}
