/**
 * A peer's store without bytes, with the promises of the real one: what it has answered survives a killed process, what
 * it has sealed, signed and finished also survives a power cut. One worker does one thing after the other and takes the
 * time of its bytes.
 */
import { chunkNo, pageNo, type StoredTransfer, swarmNo, type SwarmNo } from '@passel/core/machines'
import { CHECKPOINT_CHUNKS, CHECKPOINT_MS } from '@passel/core/limits'
import type { Head, PageSummary } from '@passel/core/pure'
import { firstPage, isSigned, receiptOf, releaseOf, same, sameBytes } from './signed.ts'
import { applyRecord, createLedger, type Ledger, ledgerDifference, listedChunks, type StoreRecord } from './ledger.ts'
import { numbered, plainBytes, type VirtualPayload } from './payload.ts'
import { takeFromSource } from './source.ts'
import { createStoreJournal, type StoreJournal } from './store-journal.ts'
import type { StoreHost, StoreSpeed, StoreTrouble, VirtualStore, VirtualTransferRecord } from './store-types.ts'

interface Held extends VirtualTransferRecord {
  readonly journal: StoreJournal
  ledger: Ledger
}

/** Creates the store of one peer; it outlives the peer's restarts. */
export function createVirtualStore (speed: StoreSpeed, host: StoreHost): VirtualStore {
  const all = new Map<SwarmNo, Held>()
  const byPayload = new Map<VirtualPayload, Held>()
  const witness = host.witness ?? {}
  let nextSwarm = 1
  let epoch = 1
  let trouble: StoreTrouble | undefined

  const msFor = (bytes: number, bytesPerSecond: number): number => bytes * 1000 / bytesPerSecond

  function write (held: Held, record: StoreRecord): void {
    held.journal.append(record)
    applyRecord(held.ledger, record)
  }

  function commit (held: Held, record: StoreRecord): void {
    write(held, record)
    held.journal.flush()
  }

  /** Does the work if the record still exists by then. */
  function on (swarm: SwarmNo, ms: number, work: (held: Held) => void): void {
    host.work(ms, () => {
      const held = all.get(swarm)
      if (held !== undefined) work(held)
    })
  }

  function checkpoint (held: Held): void {
    if (held.ledger.unflushed.size > 0) commit(held, { type: 'checkpoint' })
  }

  /** What a page's block would hash to: everything that makes it this page and no other. */
  function headOf ({ payload, ledger }: Held, page: PageSummary): Head {
    const sealedIn = ledger.sealed[page.first]?.epoch ?? 0
    const digest = numbered(32, payload.id, page.page + 1, page.first, page.count, page.final ? 1 : 0, sealedIn)
    return { page: page.page, digest, final: page.final, signature: numbered(64, payload.id) }
  }

  /** From here on the world may know the page. */
  function sign (held: Held, summary: PageSummary): Head {
    const head = headOf(held, summary)
    held.payload.pages[summary.page] ??= { summary, head }
    witness.signed?.(held.payload, summary, head)
    return head
  }

  function nextPage ({ payload, ledger }: Held, count: number, final: boolean): PageSummary {
    const { pages, sealed } = ledger
    const before = pages.at(-1)
    const first = listedChunks(before)
    let listed = 0
    // A page has chunks of one session, and a short chunk is its last.
    while (listed < count && sealed[first + listed]?.epoch === sealed[first]?.epoch && first + listed < sealed.length) {
      listed++
      if (sealed[first + listed - 1]!.plain < plainBytes(payload)) break
    }
    const isFinal = final && first + listed === sealed.length
    const plainOffset = (before?.plainOffset ?? 0) + plainSum(sealed.slice(before?.first ?? 0, first))
    return {
      page: pageNo(pages.length),
      first: chunkNo(first),
      count: listed,
      final: isFinal,
      chunkBytes: payload.chunkBytes,
      plainOffset,
      ...(isFinal && { size: payload.bytes }),
      ...(pages.length === 0 && firstPage(payload)),
    }
  }

  const isTrue = ({ payload }: Held, head: Head): boolean => {
    const page = payload.pages[head.page]
    return page !== undefined && same(page.head, head)
  }

  function toStored ({ swarm, payload, init, ledger }: Held): StoredTransfer {
    const head = payload.pages[ledger.pages.length - 1]?.head
    const chunks = Math.max(ledger.sealed.length, listedChunks(ledger.pages.at(-1)))
    return {
      swarm,
      init,
      pages: [...ledger.pages],
      ...(head !== undefined && { head }),
      sealedChunks: ledger.sealed.length,
      sealedLast: ledger.sealedLast,
      have: ledger.have.bytes(chunks),
      parityStripes: 0,
      ...(ledger.columns !== undefined && { columns: ledger.columns }),
      holders: ledger.holders,
      ...(ledger.released && { released: true, release: releaseOf(payload) }),
      receipts: ledger.receipts.size,
      receiptsKept: [...ledger.receipts].map(key => receiptOf(payload, key)),
      paused: ledger.paused,
      state: ledger.state,
      ...(ledger.failure !== undefined && { failure: ledger.failure }),
      resumedBytes: ledger.have.size * payload.chunkBytes,
    }
  }

  return {
    create (payload, init) {
      const held: Held = {
        swarm: swarmNo(nextSwarm++),
        payload,
        init,
        journal: createStoreJournal(),
        ledger: createLedger(),
        work: { sealed: 0, kept: 0 },
        sinceMs: host.nowMs(),
        get have () { return held.ledger.have },
      }
      all.set(held.swarm, held)
      byPayload.set(payload, held)
      return held
    },
    record: swarm => all.get(swarm),
    of: payload => byPayload.get(payload),
    stored: () => [...all.values()].map(toStored),
    crash (power) {
      for (const held of all.values()) {
        const before = held.ledger
        // Without a power cut nothing may be missing: this is where a journal that lags behind shows.
        witness.replayed?.(held.payload, ledgerDifference(held.journal.readBack(undefined), before))
        held.ledger = held.journal.readBack(power)
        if (held.init.role !== 'send') dropUnlisted(held.ledger)
        const lost = before.have.size - held.ledger.have.size
        if (power !== undefined && lost > 0) witness.torn?.(held.payload, lost)
      }
    },
    open () {
      epoch++
      for (const held of all.values()) {
        held.journal.flush()
        if (held.init.role === 'send') for (const page of held.ledger.pages) sign(held, page)
      }
    },
    setTrouble (next) { trouble = next },
    seal (swarm, maxChunks, flushMs, done, failed) {
      const held = all.get(swarm)
      if (held === undefined) return
      const { payload, ledger: { sealed } } = held
      const offset = plainSum(sealed)
      const batch = takeFromSource(payload, held.sinceMs, offset, maxChunks, flushMs, host.nowMs())
      const sealMs = msFor(batch.chunks.length * payload.chunkBytes, speed.sealBytesPerSecond)
      host.later(batch.readyAtMs - host.nowMs(), () => on(swarm, sealMs, () => {
        if (trouble !== undefined) return failed(trouble)
        const first = held.ledger.sealed.length
        batch.chunks.reduce((at, plain, index) => {
          witness.sealed?.(payload, first + index, epoch, at, plain)
          return at + plain
        }, offset)
        write(held, { type: 'sealed', chunks: batch.chunks.map(plain => ({ plain, epoch })), last: batch.last })
        held.work.sealed += payload.chunkBytes * batch.chunks.length
        on(swarm, speed.flushMs, () => {
          held.journal.flush()
          const bytes = batch.chunks.reduce((total, plain) => total + plain, 0)
          done({ first, count: batch.chunks.length, bytes, short: batch.short, last: batch.last })
        })
      }))
    },
    signPage (swarm, count, final, done, failed) {
      on(swarm, speed.flushMs, held => {
        if (trouble !== undefined) return failed(trouble)
        const page = nextPage(held, count, final)
        write(held, { type: 'page', page })
        on(swarm, speed.flushMs, () => {
          held.journal.flush()
          done(page, sign(held, page))
        })
      })
    },
    checkPage (swarm, head, done) {
      on(swarm, speed.flushMs, held => {
        const known = held.ledger.pages.length
        if (!isTrue(held, head)) return done({ verdict: 'forged' })
        const { summary } = held.payload.pages[head.page]!
        if (head.page < known) return done({ verdict: 'known', page: summary })
        if (head.page > known) return done({ verdict: 'out-of-order' })
        if (trouble !== undefined) return done({ verdict: trouble === 'io' ? 'io' : 'disk-full' })
        write(held, { type: 'page', page: summary })
        done({ verdict: 'ok', page: summary })
      })
    },
    checkHead (swarm, head, done) {
      on(swarm, 0, held => {
        if (isTrue(held, head)) done(head.page < held.ledger.pages.length ? 'known' : 'ahead')
        else done('forged')
      })
    },
    keep (swarm, chunk, corrupt, done) {
      const held = all.get(swarm)
      if (held === undefined) return
      on(swarm, msFor(held.payload.chunkBytes, speed.checkBytesPerSecond), () => {
        if (chunk >= listedChunks(held.ledger.pages.at(-1))) return done('unlisted')
        if (corrupt) return done('bad-digest')
        if (trouble !== undefined) return done(trouble)
        held.work.kept += held.payload.chunkBytes
        if (held.ledger.unflushed.size === 0) host.later(CHECKPOINT_MS, () => checkpoint(held))
        write(held, { type: 'kept', chunk })
        if (held.ledger.unflushed.size >= CHECKPOINT_CHUNKS) checkpoint(held)
        done('ok')
      })
    },
    read (swarm, chunk, done) {
      const held = all.get(swarm)
      if (held === undefined) return
      const readMs = msFor(held.payload.chunkBytes, speed.sealBytesPerSecond)
      on(swarm, readMs, () => done(held.ledger.have.has(chunk)))
    },
    finish (swarm, done, failed) {
      on(swarm, speed.flushMs * 2, held => {
        if (trouble !== undefined) return failed(trouble)
        checkpoint(held)
        commit(held, { type: 'finished' })
        done()
      })
    },
    signReceipt (swarm, done) {
      on(swarm, speed.flushMs, held => {
        const { payload, ledger } = held
        if (ledger.ownReceipt === undefined) commit(held, { type: 'own-receipt', key: payload.receiptsTaken++ })
        done(receiptOf(payload, held.ledger.ownReceipt!))
      })
    },
    checkReceipt (swarm, receipt, done) {
      on(swarm, speed.flushMs, held => {
        const { payload } = held
        const ok = isSigned(payload, receipt)
        if (ok && !held.ledger.receipts.has(receipt.key)) commit(held, { type: 'receipt', key: receipt.key })
        done(ok, held.ledger.receipts.size)
      })
    },
    setHolders (swarm, holders) {
      on(swarm, speed.flushMs, held => commit(held, { type: 'holders', holders }))
    },
    setColumns (swarm, columns, done) {
      on(swarm, speed.flushMs, held => {
        commit(held, { type: 'columns', columns })
        done()
      })
    },
    signRelease (swarm, done) {
      on(swarm, speed.flushMs, held => {
        commit(held, { type: 'released' })
        done(releaseOf(held.payload))
      })
    },
    checkRelease (swarm, signature, done) {
      on(swarm, speed.flushMs, held => {
        const ok = sameBytes(signature, releaseOf(held.payload))
        if (ok) commit(held, { type: 'released' })
        done(ok)
      })
    },
    setPaused (swarm, paused) {
      const held = all.get(swarm)
      if (held !== undefined) write(held, { type: 'paused', paused })
    },
    setFailed (swarm, code) {
      const held = all.get(swarm)
      if (held !== undefined) write(held, { type: 'failed', code })
    },
    forget (swarm) {
      const held = all.get(swarm)
      all.delete(swarm)
      if (held !== undefined) byPayload.delete(held.payload)
    },
  }
}

/** Chunks on pages that a power cut took are not there, whatever the journal says. */
function dropUnlisted (ledger: Ledger): void {
  const listed = listedChunks(ledger.pages.at(-1))
  for (const chunk of ledger.have) if (chunk >= listed) ledger.have.delete(chunk)
}

const plainSum = (chunks: Ledger['sealed']): number => chunks.reduce((total, { plain }) => total + plain, 0)
