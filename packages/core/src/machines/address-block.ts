import type { Address, Path } from '../ids.ts'

/**
 * Whose addresses these are: what one network hands out as easily as one address. IPv4 by 24 bits, IPv6 by 48, names as
 * they are; who comes over a relay counts as that relay's.
 */
export function addressBlock (address: Address, path: Path): string {
  const [before = '', behind] = address.split('/p2p-circuit')
  const parts = before.split('/')
  if (path === 'relayed' || behind !== undefined) return `relay ${parts.at(-1) ?? ''}`
  const [, kind = '', value = ''] = parts
  if (kind === 'ip4') return `ip4 ${value.split('.').slice(0, 3).join('.')}`
  if (kind === 'ip6') return `ip6 ${firstGroups(value).join(':')}`
  return `${kind} ${value}`
}

/** The first three groups, with what `::` stands for. IPv4 in IPv6 never gets here: libp2p names it `ip4`. */
function firstGroups (text: string): string[] {
  const [head = '', tail] = text.toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 3).map((group) => group.replace(/^0+(?=.)/, ''))
}
