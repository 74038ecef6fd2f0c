import type { StoredTransfer, TransferInit } from '../../ports.ts'
import type { Receipt } from '../../pure/page.ts'
import { FIRST_PARITY } from '../../pure/parity-name.ts'
import { chunkOf, parityCount, PLAIN_SCHEME } from '../../pure/stripes.ts'
import { createChunkBits } from './chunk-bits.ts'
import { listedChunks, schemeOf, sealedChunks } from './layout.ts'
import type { Ledger } from './ledger.ts'
import { readable, type OpenTransfer } from './open-transfer.ts'
import { headOf, summaryOf } from './pages.ts'

/** A transfer as machines start from it. */
export async function storedTransfer (transfer: OpenTransfer, resumedBytes: number): Promise<StoredTransfer> {
  const { ledger } = transfer
  const newest = ledger.pages.at(-1)
  return {
    swarm: ledger.swarm,
    init: initOf(transfer),
    pages: ledger.pages.map(summaryOf),
    ...(newest !== undefined && { head: await headOf(transfer, newest) }),
    sealedChunks: sealedChunks(ledger),
    sealedLast: ledger.sealedLast,
    ...haveOf(ledger),
    parityStripes: ledger.parityStripes,
    ...(ledger.holders !== undefined && { holders: ledger.holders }),
    ...(ledger.release !== undefined && { released: true, release: ledger.release }),
    receipts: ledger.receipts.size,
    receiptsKept: keptReceipts(transfer),
    paused: ledger.paused,
    state: ledger.state,
    ...(ledger.failure !== undefined && { failure: ledger.failure }),
    resumedBytes,
  }
}

/** Columns are counted apart, and the machines count all chunks of a payload in one row. */
function haveOf (ledger: Ledger): Pick<StoredTransfer, 'have' | 'haveParity' | 'columns'> {
  const { held } = ledger
  if (held === undefined) return { have: ledger.have.bytes(sealedChunks(ledger)) }
  const scheme = schemeOf(ledger)
  const chunks = listedChunks(ledger)
  const have = createChunkBits()
  const parity = createChunkBits()
  for (const [column, stripes] of held) {
    for (let stripe = 0; stripe < stripes.end; stripe++) {
      const chunk = stripes.has(stripe) ? chunkOf(stripe, scheme.need === 1 ? 0 : column, chunks, scheme) : undefined
      if (chunk === undefined) continue
      if (chunk < FIRST_PARITY) have.set(chunk)
      else parity.set(chunk - FIRST_PARITY)
    }
  }
  return { have: have.bytes(chunks), haveParity: parity.bytes(parityCount(chunks, scheme)), columns: [...held.keys()] }
}

function keptReceipts ({ ledger: { pages, receipts } }: OpenTransfer): Receipt[] {
  const final = pages.at(-1)
  if (final?.final !== true) return []
  return [...receipts].map(([key, signature]) => ({ key, finalPage: final.digest, signature }))
}

function initOf (transfer: OpenTransfer): TransferInit {
  const { ledger: { created, source, placed, held }, author } = transfer
  if (created.type === 'hold') {
    const { type: _type, columns, ...payload } = created
    return { role: 'hold', payload, columns: [...held?.keys() ?? columns] }
  }
  const { reference } = readable(transfer)
  if (created.type === 'get') {
    const { target } = created
    return {
      role: 'get',
      reference,
      target: target.kind === 'path' ? { kind: 'path', path: placed ?? target.path } : target,
    }
  }
  const { authorSecret, until, audience = 'one', scheme: policy = PLAIN_SCHEME } = created
  const common = { role: 'send', reference, authorSecret, until, audience, policy } as const
  if (source?.kind === 'path') return { ...common, source: { kind: 'path', path: source.path } }
  if (source?.kind !== 'blob') return { ...common, source: { kind: 'stream' } }
  // A blob is gone with its page; an empty one stands for it until `setSource` brings another.
  return { ...common, source: { kind: 'blob', blob: author.blob ?? new Blob([]) } }
}
