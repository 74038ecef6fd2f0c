import { SERVICE_PENALTY_MS } from '../../../limits.ts'
import type { SdkPeerId } from './sdk.ts'

/**
 * What is used of the SDK's libp2p. Spelled out, because the SDK's declarations mix the ids of two versions of libp2p;
 * there is one at run time.
 */
export interface ServiceLibp2p {
  getConnections (): { readonly remotePeer: { toString (): string }, readonly status: string }[]
  addEventListener (
    type: 'peer:identify',
    listener: (event: CustomEvent<{ peerId: SdkPeerId, protocols: string[] }>) => void
  ): void
  addEventListener (type: 'peer:disconnect', listener: (event: CustomEvent<SdkPeerId>) => void): void
  removeEventListener (
    type: 'peer:identify',
    listener: (event: CustomEvent<{ peerId: SdkPeerId, protocols: string[] }>) => void
  ): void
  removeEventListener (type: 'peer:disconnect', listener: (event: CustomEvent<SdkPeerId>) => void): void
}

/** What a service node does for us; one that fails at one thing may be good at the other. */
export type Service = 'filter' | 'light-push'

/** Connected service nodes and what they offer. */
export interface ServiceNodes {
  /**
   * Best first: those that failed at it lately come last, the longest ago first of them, and `avoid` after its equals.
   */
  offering (service: Service, avoid?: string): SdkPeerId[]
  isConnected (id: string): boolean
  /** Puts a node that failed behind the others for a while. */
  blame (service: Service, id: SdkPeerId): void
  stop (): void
}

export interface ServiceNodesNeeds {
  readonly libp2p: ServiceLibp2p
  /** Names of the protocols, any of which will do. */
  readonly protocols: Readonly<Record<Service, readonly string[]>>
  /** Called when a node came (its protocols known), or with its id when it was lost. */
  readonly onChange: (lost?: string) => void
}

export function createServiceNodes ({ libp2p, protocols, onChange }: ServiceNodesNeeds): ServiceNodes {
  const known = new Map<string, { readonly id: SdkPeerId, readonly protocols: readonly string[] }>()
  const blamedAtMs: Record<Service, Map<string, number>> = { filter: new Map(), 'light-push': new Map() }

  const onIdentify = ({ detail }: CustomEvent<{ peerId: SdkPeerId, protocols: string[] }>): void => {
    if (!isConnected(detail.peerId.toString())) return
    known.set(detail.peerId.toString(), { id: detail.peerId, protocols: detail.protocols })
    onChange()
  }
  const onDisconnect = ({ detail }: CustomEvent<SdkPeerId>): void => {
    known.delete(detail.toString())
    onChange(detail.toString())
  }
  libp2p.addEventListener('peer:identify', onIdentify)
  libp2p.addEventListener('peer:disconnect', onDisconnect)

  function isConnected (id: string): boolean {
    return libp2p.getConnections().some(({ remotePeer, status }) => status === 'open' && remotePeer.toString() === id)
  }

  /** When the node was blamed, 0 when that is forgotten. */
  function blameOf (service: Service, id: string): number {
    const atMs = blamedAtMs[service].get(id) ?? -Infinity
    return performance.now() - atMs < SERVICE_PENALTY_MS ? atMs : 0
  }

  return {
    isConnected,
    offering (service, avoid) {
      return [...known]
        .filter(([, node]) => protocols[service].some((each) => node.protocols.includes(each)))
        .map(([text, { id }]) => ({ id, blame: blameOf(service, text), avoided: text === avoid ? 1 : 0 }))
        .sort((a, b) => a.blame - b.blame || a.avoided - b.avoided)
        .map(({ id }) => id)
    },
    blame: (service, id) => { blamedAtMs[service].set(id.toString(), performance.now()) },
    stop () {
      libp2p.removeEventListener('peer:identify', onIdentify)
      libp2p.removeEventListener('peer:disconnect', onDisconnect)
    }
  }
}
