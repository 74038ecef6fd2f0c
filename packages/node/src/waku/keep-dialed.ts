import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { DIAL_TIMEOUT_MS, MAX_REDIAL_MS, REDIAL_MS } from './limits.ts'

/** Keeps a connection to each of `addresses`, absent ones included, until the returned function is called. */
export function keepDialed (libp2p: Libp2p, addresses: readonly string[]): () => void {
  const stopping = new AbortController()
  const stops = addresses.map((address) => keepOne(libp2p, address, stopping.signal))
  return () => {
    stopping.abort()
    for (const stop of stops) stop()
  }
}

function keepOne (libp2p: Libp2p, address: string, stopping: AbortSignal): () => void {
  const target = multiaddr(address)
  const id = address.split('/p2p/').at(-1)
  let waitMs = REDIAL_MS
  let timer: NodeJS.Timeout | undefined

  async function dial (): Promise<void> {
    try {
      await libp2p.dial(target, { signal: AbortSignal.any([stopping, AbortSignal.timeout(DIAL_TIMEOUT_MS)]) })
      waitMs = REDIAL_MS
    } catch {
      plan() // a neighbour that is not there yet is the ordinary case
    }
  }

  function plan (): void {
    if (stopping.aborted) return
    clearTimeout(timer)
    timer = setTimeout(() => { void dial() }, waitMs)
    waitMs = Math.min(waitMs * 2, MAX_REDIAL_MS)
  }

  const onDisconnect = (event: CustomEvent<{ toString: () => string }>): void => {
    if (event.detail.toString() === id) plan()
  }
  libp2p.addEventListener('peer:disconnect', onDisconnect)
  void dial()
  return () => {
    clearTimeout(timer)
    libp2p.removeEventListener('peer:disconnect', onDisconnect)
  }
}
