import type { Address } from '../ids.ts'
import { MAX_ADDRESS_CHARS, MAX_ADDRESSES } from '../limits.ts'

/** Whether an address leads through a relay. */
export const isCircuit = (address: Address): boolean => address.includes('/p2p-circuit')

/** Where one peer may be reached; bounded, the best vouched and newest kept. */
export interface AddressBook {
  /** Adds what somebody told us, `vouch` higher for better sources; whether any was new. */
  add (addresses: readonly Address[], vouch: number, nowMs: number): boolean
  /** A dial of it worked, before those that were tried first. */
  worked (address: Address, nowMs: number): void
  /** A connection over it was cut soon although bytes moved: a relay with a limit. Another one may have none. */
  cut (address: Address): void
  /** Addresses of one kind, the most promising first. */
  list (kind: 'plain' | 'circuit'): Address[]
  all (): Address[]
  readonly size: number
}

interface Entry {
  readonly address: Address
  vouch: number
  atMs: number
  /** Cuts, and dials in which another address was quicker. */
  demerits: number
}

/** More than any source: a dial that worked. */
const WORKED = 100
/** Cuts of the address in use after which one that was slower is tried first again. */
const RETRY_AFTER_CUTS = 8

interface Book extends AddressBook { readonly entries: Entry[], size: number }

/** Creates an empty book. An engine has one for every member it knows, so that all share their functions. */
export function createAddressBook (): AddressBook {
  const book: Book = { entries: [], size: 0, add, worked, cut, list, all }
  return book
}

function add (this: AddressBook, addresses: readonly Address[], vouch: number, nowMs: number): boolean {
  const book = this as Book
  let fresh = false
  for (const address of addresses.slice(0, MAX_ADDRESSES)) {
    if (address.startsWith('/') && address.length <= MAX_ADDRESS_CHARS && put(book, address, vouch, nowMs)) fresh = true
  }
  trim(book)
  return fresh
}

function worked (this: AddressBook, address: Address, nowMs: number): void {
  const book = this as Book
  const { entries } = book
  for (const entry of entries) if (entry.vouch === WORKED) entry.vouch--
  put(book, address, WORKED, nowMs)
  const winner = entries.find(entry => entry.address === address)!
  for (const entry of entries.slice(0, entries.indexOf(winner))) {
    if (isCircuit(entry.address) === isCircuit(address)) entry.demerits = winner.demerits + RETRY_AFTER_CUTS
  }
  trim(book)
}

function cut (this: AddressBook, address: Address): void {
  const { entries } = this as Book
  const entry = entries.find(each => each.address === address)
  if (entry === undefined) return
  entry.demerits++
  sort(entries)
}

function list (this: AddressBook, kind: 'plain' | 'circuit'): Address[] {
  return this.all().filter(address => isCircuit(address) === (kind === 'circuit'))
}

function all (this: AddressBook): Address[] {
  return (this as Book).entries.map(({ address }) => address)
}

function sort (entries: Entry[]): void {
  if (entries.length > 1) entries.sort((a, b) => a.demerits - b.demerits || b.vouch - a.vouch || b.atMs - a.atMs)
}

function put ({ entries }: Book, address: Address, vouch: number, atMs: number): boolean {
  const known = entries.find(entry => entry.address === address)
  if (known === undefined) {
    entries.push({ address, vouch, atMs, demerits: 0 })
    return true
  }
  known.vouch = Math.max(known.vouch, vouch)
  known.atMs = atMs
  return false
}

/** Keeps the best vouched and newest, whatever their merits: a flood of fresh names must not push out what works. */
function trim (book: Book): void {
  const { entries } = book
  if (entries.length > MAX_ADDRESSES) {
    entries.sort((a, b) => b.vouch - a.vouch || b.atMs - a.atMs)
    entries.splice(MAX_ADDRESSES)
  }
  sort(entries)
  book.size = entries.length
}
