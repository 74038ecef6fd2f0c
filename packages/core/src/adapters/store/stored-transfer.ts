import type { StoredTransfer, TransferInit } from '../../ports.ts'
import type { Receipt } from '../../pure/page.ts'
import { sealedChunks } from './layout.ts'
import type { OpenTransfer } from './open-transfer.ts'
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
    have: ledger.have.bytes(sealedChunks(ledger)),
    parityStripes: 0,
    receipts: ledger.receipts.size,
    receiptsKept: keptReceipts(transfer),
    paused: ledger.paused,
    state: ledger.state,
    ...(ledger.failure !== undefined && { failure: ledger.failure }),
    resumedBytes,
  }
}

function keptReceipts ({ ledger: { pages, receipts } }: OpenTransfer): Receipt[] {
  const final = pages.at(-1)
  if (final?.final !== true) return []
  return [...receipts].map(([key, signature]) => ({ key, finalPage: final.digest, signature }))
}

function initOf ({ ledger: { created, source, placed }, reference, author }: OpenTransfer): TransferInit {
  if (created.type === 'get') {
    const { target } = created
    return {
      role: 'get',
      reference,
      target: target.kind === 'path' ? { kind: 'path', path: placed ?? target.path } : target,
    }
  }
  const { authorSecret, until, audience = 'one' } = created
  const common = { role: 'send', reference, authorSecret, until, audience } as const
  if (source?.kind === 'path') return { ...common, source: { kind: 'path', path: source.path } }
  if (source?.kind !== 'blob') return { ...common, source: { kind: 'stream' } }
  // A blob is gone with its page; an empty one stands for it until `setSource` brings another.
  return { ...common, source: { kind: 'blob', blob: author.blob ?? new Blob([]) } }
}
