/** Who else keeps a payload, and the author's word that nobody need. */
import { PasselError } from '../../errors.ts'
import { MAX_HOLDERS } from '../../limits.ts'
import { releaseMessage } from '../../pure/head.ts'
import type { HolderNote } from '../../store-port.ts'
import { authored, type OpenTransfer, type StoreContext } from './open-transfer.ts'

/** See `StorePort.setHolders`. */
export async function setHolders (
  { journal }: StoreContext, { ledger: { swarm } }: OpenTransfer, holders: readonly HolderNote[]
): Promise<void> {
  if (holders.length > MAX_HOLDERS) throw new PasselError('bad-option', `at most ${MAX_HOLDERS} holders`)
  const notes = holders.map(({ peer, addresses, columns, heldAtMs }) =>
    ({ peer, addresses: [...addresses], columns: [...columns], heldAtMs: Math.floor(heldAtMs) }))
  await journal.commit({ swarm, record: { type: 'holders', holders: notes } })
}

/** See `StorePort.signRelease`. */
export async function signRelease ({ journal }: StoreContext, transfer: OpenTransfer): Promise<Uint8Array> {
  const { ledger, signingKey, swarmId } = transfer
  authored(transfer)
  const final = ledger.pages.at(-1)
  if (final?.final !== true || signingKey === undefined) {
    throw new PasselError('bad-option', 'there is nothing to release before the last page is signed')
  }
  if (ledger.release === undefined) {
    const signature = await signingKey.sign(releaseMessage(swarmId, final.digest))
    await journal.commit({ swarm: ledger.swarm, record: { type: 'release', signature } })
  }
  // What is answered may be moved.
  return (ledger.release as unknown as Uint8Array).slice()
}

/** See `StorePort.checkRelease`. Before the final page is known nothing can be released. */
export async function checkRelease (
  { crypto, journal }: StoreContext, transfer: OpenTransfer, signature: Uint8Array
): Promise<boolean> {
  const { ledger, swarmId, authorKey } = transfer
  const final = ledger.pages.at(-1)
  if (final?.final !== true) return false
  if (!await crypto.verify(authorKey, releaseMessage(swarmId, final.digest), signature)) return false
  if (ledger.release === undefined) {
    await journal.commit({ swarm: ledger.swarm, record: { type: 'release', signature } })
  }
  return true
}
