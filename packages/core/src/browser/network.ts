import type { Address } from '../ids.ts'

/** Where a page finds its relays and Waku nodes. What `passel dev` writes into a network file fits. */
export interface BrowserNetwork {
  /** Circuit relays to be reachable through, as multiaddrs: `wss`, since pages may not dial plain addresses. */
  readonly relays: readonly Address[]
  /** Service nodes for an engine without a light node of the application. */
  readonly waku?: {
    /** Waku cluster id. */
    readonly cluster: number
    readonly shards: number
    /** Multiaddrs, peer ids included. */
    readonly nodes: readonly Address[]
  }
  /**
   * What WebRTC asks for this page's outside address. Each server named here learns the addresses of whoever sends or
   * receives directly, so none is asked unless the application names it; without one, pages reach each other directly
   * in one network only, and everybody else through relays. @default []
   */
  readonly iceServers?: readonly RTCIceServer[]
  /** Lets the page dial private addresses and plain WebSockets: for development on one machine. @default false */
  readonly allowLocal?: boolean
}
