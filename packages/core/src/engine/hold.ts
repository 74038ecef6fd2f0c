import type { Address, PeerId, PrivacyClass } from '../ids.ts'
import { PasselError, type PasselErrorCode } from '../errors.ts'
import type { HoldEnd } from '../machines/effect.ts'
import type { TransferSnapshot } from '../machines/peer-types.ts'
import { deriveKeys } from '../pure/keys.ts'
import type { HeldPayload } from '../pure/held-payload.ts'
import type { Hint, Reference } from '../pure/reference.ts'
import type { TransferId } from './transfer-id.ts'

/** A payload that this engine keeps for others, without a key to read it. It ends by itself when nobody needs it. */
export interface Hold {
  /** The same as that of its transfer in engines that can read it. */
  readonly id: TransferId
  readonly payload: HeldPayload
  /** The newest state; after its end the last one. */
  state (): HoldState
  /** Resolves when it is over and nothing of it is kept any more. */
  readonly ended: Promise<HoldEnd | 'dropped'>
  /** Stops keeping it and erases what is here. */
  drop (): Promise<void>
}

/** What one keeps of a payload. */
export interface HoldState {
  /** `fetching` until all of its columns are here. */
  readonly phase: 'fetching' | 'holding' | 'failed'
  readonly failure: PasselErrorCode | null
  /** Columns kept, or about to be; none while the holder has not chosen yet. */
  readonly columns: readonly number[]
  /** Page 0's scheme: any `need` of `of` columns are enough. */
  readonly need: number
  readonly of: number
  /** Sealed bytes here, and of all columns together as far as pages tell. */
  readonly bytes: { readonly have: number, readonly of: number }
  /** Members linked now. */
  readonly peers: number
  readonly receipts: { readonly have: number, readonly of: number }
  /** Sealed bytes over links since the engine started. */
  readonly traffic: { readonly in: number, readonly out: number }
}

export interface HoldOptions {
  /** Columns to keep, ascending. @default the one that the fewest others keep, found out among the members */
  readonly columns?: readonly number[]
}

/** A hold as people see it. */
export function toHoldState (from: TransferSnapshot): HoldState {
  const { keeping } = from
  if (keeping === null) throw new TypeError('a hold without what it keeps')
  const phase = from.phase === 'failed' ? 'failed' : from.phase === 'holding' ? 'holding' : 'fetching'
  return {
    phase,
    failure: from.failure,
    columns: keeping.columns,
    need: keeping.need,
    of: keeping.of,
    bytes: { have: keeping.haveBytes, of: keeping.ofBytes },
    peers: from.members.length,
    receipts: from.receipts,
    traffic: { in: from.traffic.in, out: from.traffic.out }
  }
}

/** What a holder gets of a reference: no key to read with. */
export function heldPayloadOf (reference: Reference): HeldPayload {
  const { secret, author, privacy, kind, expiresAtMs, hints, relays } = reference
  const { swarmKey } = deriveKeys(secret)
  return { swarmKey, author, privacy, kind, hints, relays, ...(expiresAtMs !== undefined && { expiresAtMs }) }
}

/** Keepers by their addresses, which end in `/p2p/` and the id. Throws `bad-option`. */
export function parseKeepers (addresses: readonly Address[], privacy: PrivacyClass): Hint[] {
  const hints = new Map<PeerId, Address[]>()
  for (const address of addresses) {
    const [, peer] = /\/p2p\/([^/]+)$/.exec(address) ?? []
    if (peer === undefined || !address.startsWith('/')) {
      throw new PasselError('bad-option', `keepers: ${address} does not end in /p2p/ID`)
    }
    // In class `relayed` nobody dials anything but circuits.
    const dialled = privacy === 'direct' || address.includes('/p2p-circuit/') ? [address] : []
    hints.set(peer, [...hints.get(peer) ?? [], ...dialled])
  }
  return [...hints].flatMap(([peer, own]) => own.length === 0 ? [] : [{ peer, addresses: own }])
}
