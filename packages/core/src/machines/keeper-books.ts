import type { KeeperUsage, Lease } from './keeper-types.ts'

/** A lease and what is there of it. */
export interface Kept {
  readonly lease: Lease
  keptBytes: number
  whole: boolean
  /** Monotonic ms of the last chunk that came. */
  movedAtMs: number
}

/** The leases of a keeper, with sums that are never counted anew: thousands of payloads, many questions a second. */
export interface KeeperBooks {
  get (swarm: string): Kept | undefined
  all (): IterableIterator<Kept>
  put (kept: Kept): void
  remove (swarm: string): void
  setKept (kept: Kept, keptBytes: number): void
  /** Bytes under a grant, or of the common pool by peer or block. */
  used (share: 'grant' | 'peer' | 'block', of: string): number
  readonly usage: KeeperUsage
}

/** What a lease counts against: its grant alone, or the common pool's shares. */
function sharesOf ({ grant, peer, block }: Lease): string[] {
  return grant === undefined ? [`peer ${peer}`, `block ${block}`] : [`grant ${grant}`]
}

export function createKeeperBooks (): KeeperBooks {
  const all = new Map<string, Kept>()
  const shares = new Map<string, number>()
  const usage = { leases: 0, bytes: 0, commonBytes: 0, keptBytes: 0 }

  function count ({ lease, keptBytes }: Kept, sign: 1 | -1): void {
    usage.leases += sign
    usage.bytes += sign * lease.bytes
    usage.keptBytes += sign * keptBytes
    if (lease.grant === undefined) usage.commonBytes += sign * lease.bytes
    for (const share of sharesOf(lease)) {
      const bytes = (shares.get(share) ?? 0) + sign * lease.bytes
      if (bytes === 0) shares.delete(share)
      else shares.set(share, bytes)
    }
  }

  function remove (swarm: string): void {
    const kept = all.get(swarm)
    if (kept === undefined) return
    all.delete(swarm)
    count(kept, -1)
  }

  return {
    get: (swarm) => all.get(swarm),
    all: () => all.values(),
    put (kept) {
      remove(kept.lease.swarm)
      all.set(kept.lease.swarm, kept)
      count(kept, 1)
    },
    remove,
    setKept (kept, keptBytes) {
      usage.keptBytes += keptBytes - kept.keptBytes
      kept.keptBytes = keptBytes
    },
    used: (share, of) => shares.get(`${share} ${of}`) ?? 0,
    get usage () { return { ...usage } },
  }
}
