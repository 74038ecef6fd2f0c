import { MAX_SERVICE_DIAL_MS, SERVICE_DIAL_MS, SERVICE_PENALTY_MS } from '../../../limits.ts'

export interface DialerNeeds {
  /** Multiaddrs with peer ids. */
  readonly addresses: readonly string[]
  /** Connections to hold at once. */
  readonly want: number
  readonly isConnected: (address: string) => boolean
  readonly dial: (address: string) => Promise<unknown>
}

/** Keeps some of many service nodes connected. */
export interface Dialer {
  /** To be called when a connection was lost. */
  check (): void
  stop (): void
}

interface Target { readonly address: string, dialing: boolean, dialedAtMs: number, notBeforeMs: number, waitMs: number }

/**
 * Creates a dialer and starts it, in random order so that members spread over the nodes. The SDK's own would take 19 to
 * 73 s to find a node that came back, and hangs up on peers beyond three.
 */
export function createDialer ({ addresses, want, isConnected, dial }: DialerNeeds): Dialer {
  const targets: Target[] = shuffled(addresses)
    .map((address) => ({ address, dialing: false, dialedAtMs: 0, notBeforeMs: 0, waitMs: SERVICE_DIAL_MS }))
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  function check (): void {
    clearTimeout(timer)
    if (stopped) return
    const busy = targets.filter(({ address, dialing }) => dialing || isConnected(address)).length
    const now = performance.now()
    const idle = targets
      .filter(({ address, dialing }) => !dialing && !isConnected(address))
      .sort((a, b) => a.notBeforeMs - b.notBeforeMs)
    const missing = idle.slice(0, Math.max(0, want - busy))
    for (const target of missing) if (target.notBeforeMs <= now) void dialOne(target)
    const next = missing.find(({ dialing }) => !dialing)
    if (next !== undefined) timer = setTimeout(check, next.notBeforeMs - now)
  }

  async function dialOne (target: Target): Promise<void> {
    const now = performance.now()
    // Also one that connects and hangs up at once is dialled less and less often.
    if (now - target.dialedAtMs > SERVICE_PENALTY_MS) target.waitMs = SERVICE_DIAL_MS
    target.dialing = true
    target.dialedAtMs = now
    target.notBeforeMs = now + target.waitMs * (0.8 + 0.4 * Math.random())
    target.waitMs = Math.min(target.waitMs * 2, MAX_SERVICE_DIAL_MS)
    try {
      await dial(target.address)
    } catch {
      // Down, or not a service node: the next turn is its next try.
    }
    target.dialing = false
    check()
  }

  check()
  return {
    check,
    stop () {
      stopped = true
      clearTimeout(timer)
    }
  }
}

function shuffled<T> (list: readonly T[]): T[] {
  return list.map((item) => ({ item, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ item }) => item)
}
