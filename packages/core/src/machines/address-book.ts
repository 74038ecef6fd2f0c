import type { Address } from '../ids.ts'
import { MAX_ADDRESS_CHARS, MAX_ADDRESSES } from '../limits.ts'

/** Whether an address leads through a relay. */
export const isCircuit = (address: Address): boolean => address.includes('/p2p-circuit')

/** Where one peer may be reached; bounded, the best vouched and newest kept. */
export interface AddressBook {
  /** Adds what somebody told us, `vouch` higher for better sources; whether any was new. */
  add (addresses: readonly Address[], vouch: number, nowMs: number): boolean
  /** A dial of it worked: it comes first from now on. */
  worked (address: Address, nowMs: number): void
  /** Addresses of one kind, the most promising first. */
  list (kind: 'plain' | 'circuit'): Address[]
  all (): Address[]
  readonly size: number
}

interface Entry { readonly address: Address, vouch: number, atMs: number }

/** More than any source: a dial that worked. */
const WORKED = 100

/** Creates an empty book. */
export function createAddressBook (): AddressBook {
  const entries: Entry[] = []

  const sort = (): void => { entries.sort((a, b) => b.vouch - a.vouch || b.atMs - a.atMs) }

  function put (address: Address, vouch: number, atMs: number): boolean {
    const known = entries.find(entry => entry.address === address)
    if (known === undefined) {
      entries.push({ address, vouch, atMs })
      return true
    }
    known.vouch = Math.max(known.vouch, vouch)
    known.atMs = atMs
    return false
  }

  return {
    add (addresses, vouch, nowMs) {
      let fresh = false
      for (const address of addresses.slice(0, MAX_ADDRESSES)) {
        if (address.startsWith('/') && address.length <= MAX_ADDRESS_CHARS && put(address, vouch, nowMs)) fresh = true
      }
      sort()
      entries.splice(MAX_ADDRESSES)
      return fresh
    },
    worked (address, nowMs) {
      for (const entry of entries) if (entry.vouch === WORKED) entry.vouch--
      put(address, WORKED, nowMs)
      sort()
      entries.splice(MAX_ADDRESSES)
    },
    list: kind => entries.filter(({ address }) => isCircuit(address) === (kind === 'circuit')).map(({ address }) => address),
    all: () => entries.map(({ address }) => address),
    get size () { return entries.length },
  }
}
