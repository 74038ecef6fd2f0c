import type { ChunkNo, PageNo } from '../ids.ts'

/** The author's signature over one page: it vouches for that page and for all before it. */
export interface Head {
  readonly page: PageNo
  /** sha2-256 digest (32 bytes) of the page block. */
  readonly digest: Uint8Array
  readonly final: boolean
  /** Ed25519 over context `passel/1/head`, swarm id, page number, page CID, final. */
  readonly signature: Uint8Array
}

/** What a machine needs to know of a verified page; the digests stay in the store. */
export interface PageSummary {
  readonly page: PageNo
  readonly first: ChunkNo
  readonly count: number
  readonly final: boolean
  readonly chunkBytes: number
  /** `parity` on pages that list parity chunks; `first` then counts stripes. Absent on data pages. */
  readonly kind?: 'parity'
  /** Plain bytes before this page's first chunk; absent for who cannot read (keepers). */
  readonly plainOffset?: number
  /** True size of the payload, on the final page. */
  readonly size?: number
  /** How many receipts end the payload, on page 0. */
  readonly receiptKeys?: number
  /** How many columns are enough to rebuild the payload, and how many there are, on page 0; absent: 1 of 1. */
  readonly need?: number
  readonly of?: number
  /** Wall time (ms) after which nobody keeps the payload, on page 0; absent: until released. */
  readonly keepUntilMs?: number
}

/** Page 0's rules for holders, signed by the author with the page. */
export interface Policy {
  /** Milliseconds that holders keep the payload after page 0 was made; absent: until released. */
  readonly timeToLiveMs?: number
  /** Wall time (ms) when page 0 was made. */
  readonly madeAtMs: number
  /** Ed25519 public keys, one per recipient; all of their receipts end the payload. */
  readonly receiptKeys: readonly Uint8Array[]
  readonly need: number
  readonly of: number
}

/** A recipient's statement that it has the whole payload. */
export interface Receipt {
  /** Index into page 0's receipt keys. */
  readonly key: number
  /** Digest of the final page. */
  readonly finalPage: Uint8Array
  readonly signature: Uint8Array
}
