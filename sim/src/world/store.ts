/**
 * A peer's store without bytes. One worker does one thing after the other and takes the time of its bytes; what it has
 * answered survives a killed process, and a lost power supply takes what was kept since the last checkpoint.
 */
import {
  type ChunkNo, chunkNo, type KeepOutcome, pageNo, type PageVerdict, type StoredTransfer, swarmNo, type SwarmNo,
  type TransferInit,
} from '@passel/core/machines'
import type { PasselErrorCode } from '@passel/core'
import type { Head, PageSummary, Receipt } from '@passel/core/pure'
import { numbered, type VirtualPayload } from './payload.ts'
import { takeFromSource } from './source.ts'

export interface VirtualTransferRecord {
  readonly swarm: SwarmNo
  readonly payload: VirtualPayload
  readonly init: TransferInit
  pages: number
  /** Plain bytes of each sealed chunk (author only). */
  readonly sealed: number[]
  sealedLast: boolean
  readonly have: Set<number>
  /** Kept since the last checkpoint: a power cut takes them. */
  readonly unflushed: Set<number>
  readonly receipts: Set<number>
  ownReceipt: number | undefined
  paused: boolean
  state: StoredTransfer['state']
  failure: PasselErrorCode | undefined
  /** Bytes sealed or fetched over the whole life of the record, restarts included. */
  readonly work: { sealed: number, kept: number }
  /** When the payload's source began to flow. */
  readonly sinceMs: number
}

export interface StoreSpeed {
  readonly sealBytesPerSecond: number
  readonly checkBytesPerSecond: number
  /** A journal flush. */
  readonly flushMs: number
}

/** What the store needs of its peer; both calls are forgotten when the peer stops. */
export interface StoreHost {
  nowMs (): number
  later (ms: number, run: () => void): void
  /** Runs `work` when the store's one worker has come to it and spent `ms` on it. */
  work (ms: number, work: () => void): void
}

/** Chunks between two checkpoints. */
const CHECKPOINT_CHUNKS = 32

interface Sealed {
  readonly first: number
  readonly count: number
  readonly bytes: number
  readonly short: boolean
  readonly last: boolean
}

export interface VirtualStore {
  create (payload: VirtualPayload, init: TransferInit): VirtualTransferRecord
  record (swarm: SwarmNo): VirtualTransferRecord | undefined
  /** The record of a payload, if this peer is a member. */
  of (payload: VirtualPayload): VirtualTransferRecord | undefined
  stored (): StoredTransfer[]
  /** Forgets what was not yet at a checkpoint, as a power cut does. */
  tear (): void
  seal (swarm: SwarmNo, maxChunks: number, flushMs: number, done: (result: Sealed) => void): void
  signPage (swarm: SwarmNo, count: number, final: boolean, done: (page: PageSummary, head: Head) => void): void
  checkPage (swarm: SwarmNo, head: Head, done: (verdict: PageVerdict) => void): void
  checkHead (swarm: SwarmNo, head: Head, done: (verdict: 'known' | 'ahead' | 'forged') => void): void
  keep (swarm: SwarmNo, chunk: ChunkNo, corrupt: boolean, done: (outcome: KeepOutcome) => void): void
  read (swarm: SwarmNo, chunk: ChunkNo, done: (there: boolean) => void): void
  finish (swarm: SwarmNo, done: () => void): void
  signReceipt (swarm: SwarmNo, done: (receipt: Receipt) => void): void
  checkReceipt (swarm: SwarmNo, receipt: Receipt, done: (ok: boolean, receipts: number) => void): void
  forget (swarm: SwarmNo): void
}

/** Creates the store of one peer; it outlives the peer's restarts. */
export function createVirtualStore (speed: StoreSpeed, host: StoreHost): VirtualStore {
  const records = new Map<SwarmNo, VirtualTransferRecord>()
  let nextSwarm = 1

  const msFor = (bytes: number, bytesPerSecond: number): number => bytes * 1000 / bytesPerSecond

  /** Does the work if the record still exists by then. */
  function on (swarm: SwarmNo, ms: number, work: (record: VirtualTransferRecord) => void): void {
    host.work(ms, () => {
      const record = records.get(swarm)
      if (record !== undefined) work(record)
    })
  }

  function checkpoint (record: VirtualTransferRecord): void {
    record.unflushed.clear()
  }

  const store: VirtualStore = {
    create (payload, init) {
      const record: VirtualTransferRecord = {
        swarm: swarmNo(nextSwarm++),
        payload,
        init,
        pages: 0,
        sealed: [],
        sealedLast: false,
        have: new Set(),
        unflushed: new Set(),
        receipts: new Set(),
        ownReceipt: undefined,
        paused: false,
        state: 'active',
        failure: undefined,
        work: { sealed: 0, kept: 0 },
        sinceMs: host.nowMs(),
      }
      records.set(record.swarm, record)
      return record
    },
    record: swarm => records.get(swarm),
    of (payload) {
      for (const record of records.values()) if (record.payload === payload) return record
      return undefined
    },
    stored: () => [...records.values()].map(toStored),
    tear () {
      for (const record of records.values()) {
        for (const chunk of record.unflushed) record.have.delete(chunk)
        record.unflushed.clear()
      }
    },
    seal (swarm, maxChunks, flushMs, done) {
      const record = records.get(swarm)
      if (record === undefined) return
      const { payload, sealed } = record
      const batch = takeFromSource(payload, record.sinceMs, sum(sealed), maxChunks, flushMs, host.nowMs())
      const sealMs = msFor(batch.chunks.length * payload.chunkBytes, speed.sealBytesPerSecond) + speed.flushMs
      host.later(batch.readyAtMs - host.nowMs(), () => on(swarm, sealMs, () => {
        const first = sealed.length
        for (const plain of batch.chunks) {
          record.have.add(sealed.length)
          sealed.push(plain)
          record.work.sealed += payload.chunkBytes
        }
        record.sealedLast ||= batch.last
        done({ first, count: batch.chunks.length, bytes: sum(batch.chunks), short: batch.short, last: batch.last })
      }))
    },
    signPage (swarm, count, final, done) {
      on(swarm, speed.flushMs * 2, record => {
        const { payload, sealed } = record
        const before = payload.pages.at(-1)?.summary
        const first = listedChunks(before)
        const plainOffset = (before?.plainOffset ?? 0) + sum(sealed.slice(before?.first ?? 0, first))
        const summary: PageSummary = {
          page: pageNo(payload.pages.length),
          first: chunkNo(first),
          count,
          final,
          chunkBytes: payload.chunkBytes,
          plainOffset,
          ...(final && { size: payload.bytes }),
          ...(payload.pages.length === 0 && { receiptKeys: payload.recipients }),
        }
        const digest = numbered(32, payload.id, summary.page + 1)
        const head: Head = { page: summary.page, digest, final, signature: numbered(64, payload.id) }
        payload.pages.push({ summary, head })
        record.pages = payload.pages.length
        done(summary, head)
      })
    },
    checkPage (swarm, head, done) {
      on(swarm, speed.flushMs, record => {
        const page = record.payload.pages[head.page]
        if (page === undefined || !same(page.head, head)) done({ verdict: 'forged' })
        else if (head.page > record.pages) done({ verdict: 'out-of-order' })
        else if (head.page < record.pages) done({ verdict: 'known', page: page.summary })
        else {
          record.pages++
          checkpoint(record)
          done({ verdict: 'ok', page: page.summary })
        }
      })
    },
    checkHead (swarm, head, done) {
      on(swarm, 0, record => {
        const page = record.payload.pages[head.page]
        if (page === undefined || !same(page.head, head)) done('forged')
        else done(head.page < record.pages ? 'known' : 'ahead')
      })
    },
    keep (swarm, chunk, corrupt, done) {
      const record = records.get(swarm)
      if (record === undefined) return
      on(swarm, msFor(record.payload.chunkBytes, speed.checkBytesPerSecond), () => {
        if (chunk >= listedChunks(record.payload.pages[record.pages - 1]?.summary)) return done('unlisted')
        if (corrupt) return done('bad-digest')
        record.work.kept += record.payload.chunkBytes
        record.have.add(chunk)
        record.unflushed.add(chunk)
        if (record.unflushed.size >= CHECKPOINT_CHUNKS) checkpoint(record)
        done('ok')
      })
    },
    read (swarm, chunk, done) {
      const record = records.get(swarm)
      if (record === undefined) return
      on(swarm, msFor(record.payload.chunkBytes, speed.sealBytesPerSecond), () => done(record.have.has(chunk)))
    },
    finish (swarm, done) {
      on(swarm, speed.flushMs * 2, record => {
        checkpoint(record)
        record.state = 'done'
        done()
      })
    },
    signReceipt (swarm, done) {
      on(swarm, speed.flushMs, record => {
        record.ownReceipt ??= record.payload.receiptsTaken++
        const finalPage = record.payload.pages[record.pages - 1]!.head.digest
        const signature = numbered(64, record.payload.id, record.ownReceipt)
        done({ key: record.ownReceipt, finalPage, signature })
      })
    },
    checkReceipt (swarm, receipt, done) {
      on(swarm, speed.flushMs, record => {
        const ok = receipt.key < record.payload.recipients
        if (ok) record.receipts.add(receipt.key)
        done(ok, record.receipts.size)
      })
    },
    forget (swarm) { records.delete(swarm) },
  }
  return store
}

function same (a: Head, b: Head): boolean {
  return a.page === b.page && a.final === b.final && a.digest.every((byte, index) => byte === b.digest[index])
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Chunks listed up to and with a page. */
const listedChunks = (page: PageSummary | undefined): number => page === undefined ? 0 : page.first + page.count

function toStored (record: VirtualTransferRecord): StoredTransfer {
  const { payload } = record
  const head = payload.pages[record.pages - 1]?.head
  const chunks = Math.max(record.sealed.length, listedChunks(payload.pages[record.pages - 1]?.summary))
  const have = new Uint8Array(Math.ceil(chunks / 8))
  for (const chunk of record.have) have[chunk >> 3]! |= 0x80 >> (chunk & 7)
  return {
    swarm: record.swarm,
    init: record.init,
    pages: payload.pages.slice(0, record.pages).map(({ summary }) => summary),
    ...(head !== undefined && { head }),
    sealedChunks: record.sealed.length,
    sealedLast: record.sealedLast,
    have,
    receipts: record.receipts.size,
    paused: record.paused,
    state: record.state,
    ...(record.failure !== undefined && { failure: record.failure }),
    resumedBytes: record.have.size * payload.chunkBytes,
  }
}
