import { expect, test } from 'vitest'
import { addressBlock } from './address-block.ts'

test.each([
  ['/ip4/192.0.2.17/tcp/4001/p2p/X', 'direct', 'ip4 192.0.2'],
  ['/ip4/192.0.2.200/udp/9/webrtc-direct', 'direct', 'ip4 192.0.2'],
  ['/ip6/2001:db8:1:2::17/tcp/1', 'direct', 'ip6 2001:db8:1'],
  ['/ip6/2001:0db8:0001:ffff:1:2:3:4/tcp/1', 'direct', 'ip6 2001:db8:1'],
  ['/ip6/2001:db8::1/tcp/1', 'direct', 'ip6 2001:db8:0'],
  ['/ip6/::1/tcp/1', 'direct', 'ip6 0:0:0'],
  ['/dns4/relay.example.org/tcp/443/wss/p2p/R/p2p-circuit/p2p/X', 'relayed', 'relay R'],
  ['/memory/peer-1/p2p/peer-1', 'direct', 'memory peer-1'],
  ['nonsense', 'direct', ' '],
] as const)('%s, %s, is of %s', (address, path, block) => {
  expect(addressBlock(address, path)).toBe(block)
})
