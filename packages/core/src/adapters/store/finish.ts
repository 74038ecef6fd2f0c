/**
 * The end of a download. Order: everything flushed, the name journalled, the file given that name, the end journalled.
 * A crash in between is seen by the journalled name: the part is either still there and is placed again, or it is not
 * and then it has that name already.
 */
import { PasselError } from '../../errors.ts'
import { checkpoint } from './checkpoint.ts'
import { isComplete, payloadSize } from './layout.ts'
import type { OpenTransfer, StoreContext } from './open-transfer.ts'
import { outsideOf, pathTarget, placedPath, placeTarget } from './target-file.ts'

/** See `StorePort.finish`. For an author it is the end of its task; the payload can still be read and given. */
export async function finish (context: StoreContext, transfer: OpenTransfer): Promise<void> {
  const { ledger } = transfer
  if (ledger.state === 'done') return
  if (ledger.created.type === 'get') await settleTarget(context, transfer)
  if (ledger.created.type === 'hold') await checkpoint(context, transfer)
  await transfer.scratch.clear()
  await context.journal.commit({ swarm: ledger.swarm, record: { type: 'finished' } })
}

async function settleTarget (context: StoreContext, transfer: OpenTransfer): Promise<void> {
  const { ledger, target } = transfer
  const size = payloadSize(ledger)
  if (size === undefined || !isComplete(ledger)) throw new PasselError('bad-option', 'this payload is not complete yet')
  const outside = pathTarget(ledger) && outsideOf(context.disk)
  if (outside !== undefined && await placedPath(outside, ledger) !== undefined) return
  const file = await target.get()
  if (await file.size() > size) await file.truncate(size)
  await file.flush()
  await checkpoint(context, transfer)
  await target.close()
  if (outside === undefined) return
  const { swarm } = ledger
  await placeTarget(outside, ledger, (path) => context.journal.commit({ swarm, record: { type: 'placing', path } }))
}
