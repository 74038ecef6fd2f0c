import { SERVICE_PENALTY_MS } from '../../../limits.ts'
import type { SdkPeerId } from './sdk.ts'

/**
 * What is used of the SDK's libp2p. Spelled out, because the SDK's declarations mix the ids of two versions of libp2p;
 * there is one at run time.
 */
export interface ServiceLibp2p {
  getConnections (): { readonly remotePeer: { toString (): string }, readonly status: string }[]
  addEventListener (type: 'peer:identify', listener: (event: CustomEvent<{ peerId: SdkPeerId, protocols: string[] }>) => void): void
  addEventListener (type: 'peer:disconnect', listener: (event: CustomEvent<SdkPeerId>) => void): void
  removeEventListener (type: 'peer:identify', listener: (event: CustomEvent<{ peerId: SdkPeerId, protocols: string[] }>) => void): void
  removeEventListener (type: 'peer:disconnect', listener: (event: CustomEvent<SdkPeerId>) => void): void
}

/** Connected service nodes and what they offer. */
export interface ServiceNodes {
  /** Those that offer any of `protocols`, first connected first, those that failed lately last. */
  offering (protocols: readonly string[]): SdkPeerId[]
  isConnected (id: string): boolean
  /** Puts a node that failed behind the others for a while. */
  blame (id: SdkPeerId): void
  stop (): void
}

/** Creates the list; `onChange` is called when a node came (its protocols known) or was lost. */
export function createServiceNodes (libp2p: ServiceLibp2p, onChange: (lost?: string) => void): ServiceNodes {
  const known = new Map<string, { readonly id: SdkPeerId, readonly protocols: readonly string[] }>()
  const blamedAtMs = new Map<string, number>()

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

  function isBlamed (id: SdkPeerId): boolean {
    return performance.now() - (blamedAtMs.get(id.toString()) ?? -Infinity) < SERVICE_PENALTY_MS
  }

  return {
    isConnected,
    offering (protocols) {
      const ids = [...known.values()].filter((node) => protocols.some((each) => node.protocols.includes(each))).map(({ id }) => id)
      return [...ids.filter((id) => !isBlamed(id)), ...ids.filter(isBlamed)]
    },
    blame: (id) => { blamedAtMs.set(id.toString(), performance.now()) },
    stop () {
      libp2p.removeEventListener('peer:identify', onIdentify)
      libp2p.removeEventListener('peer:disconnect', onDisconnect)
    }
  }
}
