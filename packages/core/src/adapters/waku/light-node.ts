/**
 * The part of a Waku light node that signals use. Any `LightNode` of `@waku/sdk` fits; so does a stand-in in a test.
 * Types of our own, so that nobody has to install the SDK to type-check.
 */

/** A libp2p peer id, of whatever version of libp2p the node brought. */
export interface WakuPeerId { toString (): string }

export interface WakuConnection {
  readonly remotePeer: WakuPeerId
  readonly status: string
  readonly timeline: { readonly open: number }
  newStream (protocol: string): Promise<{ abort (reason: Error): void }>
}

export interface WakuEncoder { readonly contentTopic: string }
export interface WakuDecoder { readonly contentTopic: string }

export interface WakuReceived {
  readonly contentTopic: string
  readonly payload: Uint8Array
  readonly timestamp: Date | undefined
}

export interface WakuStoreQuery {
  readonly timeStart?: Date
  readonly timeEnd?: Date
  readonly paginationForward?: boolean
  readonly paginationLimit?: number
  /** The service node to ask. */
  readonly peerId?: WakuPeerId
}

/** `Unhealthy` when there is no service node to publish through or none to listen at. */
export type WakuHealth = 'Unhealthy' | 'MinimallyHealthy' | 'SufficientlyHealthy'

export interface WakuLightNode {
  readonly health: `${WakuHealth}`
  readonly events: {
    addEventListener (type: string, listener: () => void): void
    removeEventListener (type: string, listener: () => void): void
  }
  readonly lightPush: {
    send (
      encoder: WakuEncoder,
      message: { readonly payload: Uint8Array, readonly timestamp: Date },
      options: { readonly autoRetry: false }
    ): Promise<{ readonly successes: readonly unknown[], readonly failures: readonly { readonly error: string }[] }>
  }
  readonly filter: {
    subscribe (decoders: WakuDecoder | WakuDecoder[], onMessage: (message: WakuReceived) => void): Promise<boolean>
    unsubscribe (decoders: WakuDecoder | WakuDecoder[]): Promise<boolean>
  }
  readonly store: {
    queryGenerator (
      decoders: WakuDecoder[],
      query?: WakuStoreQuery
    ): AsyncGenerator<Promise<WakuReceived | undefined>[]>
  }
  readonly libp2p: {
    readonly peerStore: { get (id: WakuPeerId): Promise<{ readonly protocols: readonly string[] }> }
    getConnections (): WakuConnection[]
    addEventListener (type: 'peer:disconnect', listener: () => void): void
    removeEventListener (type: 'peer:disconnect', listener: () => void): void
  }
  createEncoder (options: { contentTopic: string, ephemeral: boolean }): WakuEncoder
  createDecoder (options: { contentTopic: string }): WakuDecoder
}

/** Fired by `@waku/sdk` when `health` changes. */
export const HEALTH_EVENT = 'waku:health'
/** Fired by nodes of our own making when the service node that pushes to us is lost; the SDK tells nobody. */
export const FILTER_LOST_EVENT = 'passel:filter-lost'
