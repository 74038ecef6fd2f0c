import type { LinkShape } from '../delay-line.ts'
import type { ProxyTotals } from '../delay-proxy.ts'
import type { DelayProxyOptions, DelayProxyReady } from '../subjects/delay-proxy.ts'
import { startSubject, type Subject } from '../subject.ts'

/** A proxied link in front of one port. */
export type Link = Subject<DelayProxyReady, void, ProxyTotals>

/** Starts a link of that shape to a TCP port of 127.0.0.1. */
export function startLink(targetPort: number, shape: LinkShape): Promise<Link> {
  return startSubject('delay-proxy', { targetPort, ...shape } satisfies DelayProxyOptions)
}

/** The TCP port in a multiaddr such as `/ip4/127.0.0.1/tcp/4001/p2p/...`; throws when there is none. */
export function portOf(address: string): number {
  const port = /\/tcp\/(\d+)/.exec(address)?.[1]
  if (port === undefined) throw new Error(`no TCP port in ${address}`)
  return Number(port)
}

/** The same address with another port: the link's instead of the node's own. */
export function throughLink(address: string, link: Link): string {
  return address.replace(/\/tcp\/\d+/, `/tcp/${link.ready.port}`)
}
