import type { Head, PageSummary, Receipt } from '@passel/core/pure'
import { numbered, type VirtualPayload } from './payload.ts'

/** What stands for signatures and digests in a world without bytes: numbers that only who may sign them would give. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, index) => byte === b[index])

/** Whether two heads are one. */
export function same (a: Head, b: Head): boolean {
  return a.page === b.page && a.final === b.final && sameBytes(a.digest, b.digest)
}

/** What only the first page says. */
export function firstPage ({ recipients, copies, reference: { expiresAtMs } }: VirtualPayload): Partial<PageSummary> {
  return {
    receiptKeys: recipients, need: 1, of: copies, ...(expiresAtMs !== undefined && { keepUntilMs: expiresAtMs }),
  }
}

/** The author's word that nobody need keep it. */
export const releaseOf = ({ id }: VirtualPayload): Uint8Array => numbered(64, id, 2 ** 31)

/** The receipt of one recipient, as its key would sign it. */
export function receiptOf ({ id, pages }: VirtualPayload, key: number): Receipt {
  return { key, finalPage: pages.at(-1)!.head.digest, signature: numbered(64, id, key) }
}

/** Whether the recipient that a receipt names has signed it. */
export function isSigned (payload: VirtualPayload, { key, signature }: Receipt): boolean {
  return key < payload.recipients && sameBytes(signature, receiptOf(payload, key).signature)
}
