import { PasselError } from '../../errors.ts'
import { sameBytes } from '../../pure/bytes.ts'
import { receiptMessage } from '../../pure/head.ts'
import { receiptSeed } from '../../pure/keys.ts'
import type { Receipt } from '../../pure/page.ts'
import { decodePage } from '../../pure/page-codec.ts'
import { isComplete } from './layout.ts'
import { readable, received, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { readBlock } from './pages.ts'

/** See `StorePort.signReceipt`. The key comes from the reference's secret: one recipient, as page 0 says. */
export async function signReceipt ({ crypto }: StoreContext, transfer: OpenTransfer): Promise<Receipt> {
  const { ledger, swarmId } = transfer
  const { reference } = readable(transfer)
  received(transfer)
  const final = ledger.pages.at(-1)
  if (final === undefined || !isComplete(ledger)) {
    throw new PasselError('bad-option', 'there is no receipt before the whole payload is there')
  }
  const signingKey = await crypto.signingKey(receiptSeed(reference.secret))
  const key = (await receiptKeys(transfer)).findIndex((each) => sameBytes(each, signingKey.publicKey))
  if (key < 0) throw new PasselError('not-found', 'the author expects no receipt signed with the key of this reference')
  return { key, finalPage: final.digest, signature: await signingKey.sign(receiptMessage(swarmId, final.digest)) }
}

/** See `StorePort.checkReceipt`. */
export async function checkReceipt (
  { crypto, journal }: StoreContext, transfer: OpenTransfer, receipt: Receipt
): Promise<{ ok: boolean, receipts: number }> {
  const { ledger, swarmId } = transfer
  const final = ledger.pages.at(-1)
  const publicKey = final?.final === true ? (await receiptKeys(transfer))[receipt.key] : undefined
  const ok = final !== undefined && publicKey !== undefined && sameBytes(receipt.finalPage, final.digest) &&
    await crypto.verify(publicKey, receiptMessage(swarmId, final.digest), receipt.signature)
  if (ok && !ledger.receipts.has(receipt.key)) {
    const { key, signature } = receipt
    await journal.commit({ swarm: ledger.swarm, record: { type: 'receipt', key, signature } })
  }
  return { ok, receipts: ledger.receipts.size }
}

async function receiptKeys (transfer: OpenTransfer): Promise<readonly Uint8Array[]> {
  const first = transfer.ledger.pages[0]
  return first === undefined ? [] : decodePage(await readBlock(transfer, first)).policy?.receiptKeys ?? []
}
