import { describe, expect, test } from 'vitest'
import { MAX_DIAL_ADDRESSES } from '../../limits.ts'
import { routesTo } from './routes.ts'

const PEER = '12D3KooWGkpSJnJVvb1T3At6V7T5NuqN4jvPyi3T9GtKNRdbD1BE'
const RELAY = '12D3KooWM9od4FiiqxsfrGfbihaMB8XPk1Z6VPBXmR39o14TZu4D'
const OTHER = '12D3KooWDdnhLGekN8vGuaARzTH6iSfZC9Uxu5yvo4xhoA34zTUF'
const relay = (port: number): string => `/ip4/192.0.2.1/tcp/${port}/p2p/${RELAY}`
const circuit = (port: number): string => `${relay(port)}/p2p-circuit/p2p/${PEER}`

function targets (...given: Parameters<typeof routesTo>): string[] {
  return routesTo(...given).map(({ target }) => target.toString())
}

describe('routes to a peer', () => {
  test('are its circuits when the path is relayed', () => {
    const addresses = ['/ip4/192.0.2.7/tcp/4001', circuit(1), circuit(2), circuit(1)]
    expect(targets(PEER, addresses, 'relayed')).toEqual([circuit(1), circuit(2)])
  })

  test('are its own addresses and one upgrade over each relay when it is direct', () => {
    const own = ['/ip4/192.0.2.7/tcp/4001', `/dns4/example.org/tcp/443/wss/p2p/${PEER}`]
    expect(targets(PEER, [circuit(1), circuit(2), ...own], 'direct')).toEqual([
      `/ip4/192.0.2.7/tcp/4001/p2p/${PEER}`,
      `/dns4/example.org/tcp/443/wss/p2p/${PEER}`,
      `${relay(1)}/p2p-circuit/webrtc/p2p/${PEER}`,
    ])
  })

  test('lead to the peer asked for, whatever the addresses say', () => {
    expect(targets(PEER, [`/ip4/192.0.2.7/tcp/4001/p2p/${OTHER}`], 'direct')).toEqual([])
    const circuits = [`${relay(1)}/p2p-circuit/p2p/${OTHER}`, `${relay(1)}/p2p-circuit`]
    expect(targets(PEER, circuits, 'relayed')).toEqual([circuit(1)])
  })

  test('pass over what is no address, has no relay, or goes through two', () => {
    const bad = [
      '', 'nonsense', '/ip4/999.1.1.1/tcp/1', `/p2p-circuit/p2p/${PEER}`,
      `/ip4/192.0.2.1/tcp/1/p2p-circuit/p2p/${PEER}`,
      `${relay(1)}/p2p-circuit${relay(2)}/p2p-circuit/p2p/${PEER}`,
    ]
    expect(targets(PEER, bad, 'relayed')).toEqual([])
    expect(targets(PEER, bad, 'direct')).toEqual([])
  })

  test('are no more than one dial tries', () => {
    const many = Array.from({ length: 50 }, (_, i) => circuit(1000 + i))
    expect(routesTo(PEER, many, 'relayed')).toHaveLength(MAX_DIAL_ADDRESSES)
  })
})
