import { PasselError } from '../../errors.ts'
import { createFeed } from './feed.ts'
import { authored, type OpenTransfer, type StoreContext } from './open-transfer.ts'

/**
 * See `StorePort.feed`. Feeding a transfer of an earlier run goes on behind the plain bytes sealed so far: who can
 * produce the rest of a stream may.
 */
export async function feed ({ clock }: StoreContext, transfer: OpenTransfer, bytes: Uint8Array | null): Promise<void> {
  const { ledger, author } = transfer
  authored(transfer)
  if (ledger.source?.kind !== 'stream') throw new PasselError('bad-option', 'this transfer reads a file and is not fed')
  if (ledger.sealedLast) throw new PasselError('bad-option', 'this stream has already ended')
  author.feed ??= createFeed(clock)
  await author.feed.push(bytes)
}
