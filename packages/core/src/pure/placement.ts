/**
 * Who keeps which column. Everybody decides alone, from what it knows of the others, and all by the same rule, so that
 * few columns are kept twice while others are kept by nobody.
 */
import type { Address, PeerId } from '../ids.ts'
import { utf8 } from './bytes.ts'
import { crc32c } from './crc32c.ts'
import type { Hint } from './reference.ts'

/** Decides between peers of equal right, alike for everybody and otherwise at random: the lower one goes first. */
function placementHash (peer: PeerId, column: number): number {
  return crc32c(utf8(`${peer}/${column}`))
}

/** How many of these holders keep each of `of` columns. */
export function countColumns (holders: Iterable<readonly number[]>, of: number): number[] {
  const counts = new Array<number>(of).fill(0)
  for (const columns of holders) for (const column of columns) if (column < of) counts[column]!++
  return counts
}

/** `most` columns for one more holder, ascending: those with the fewest holders; among equals, of the lowest hash. */
export function placeColumns (peer: PeerId, counts: readonly number[], most: number): number[] {
  return counts.map((count, column) => ({ count, column, hash: placementHash(peer, column) }))
    .sort((a, b) => a.count - b.count || a.hash - b.hash)
    .slice(0, most)
    .map(({ column }) => column)
    .sort((a, b) => a - b)
}

/** Whether of two who keep the same column this one gives way to the other. */
export function givesWay (peer: PeerId, other: PeerId, column: number): boolean {
  const difference = placementHash(peer, column) - placementHash(other, column)
  return difference > 0 || (difference === 0 && peer > other)
}

/**
 * The same hints in an order in which neighbours are of different networks where there are several: what one operator
 * or one cable holds is lost together. Each network's own keep their order.
 */
export function spreadOut (hints: readonly Hint[]): Hint[] {
  const groups = new Map<string, Hint[]>()
  for (const hint of hints) {
    const network = networkOf(hint.addresses[0] ?? '')
    groups.set(network, [...groups.get(network) ?? [], hint])
  }
  const lines = [...groups.values()]
  const longest = Math.max(0, ...lines.map((line) => line.length))
  return Array.from({ length: longest }, (_, i) => lines.flatMap((line) => line[i] ?? [])).flat()
}

/** What an address has in common with its neighbours: two numbers of IPv4, three of IPv6, two labels of a name. */
export function networkOf (address: Address): string {
  const [, kind = '', host = ''] = address.split('/')
  if (kind === 'ip4') return host.split('.').slice(0, 2).join('.')
  if (kind === 'ip6') return host.split(':').slice(0, 3).join(':')
  return kind.startsWith('dns') ? host.split('.').slice(-2).join('.') : address
}
