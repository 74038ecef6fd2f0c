/**
 * What a keeper takes and what it gives up.
 *
 * A *lease* is a promise: until `promisedMs` nothing but the payload's own people ends it. Under a grant that is as
 * long as grant and payload allow; in the common pool it is short, and what is kept beyond it makes room for others:
 * first what took most room for the longest. Room is set aside when a promise is given, so that it can be kept: on
 * paper (quotas) and on the disk.
 */
import type { Instant } from '../ids.ts'
import { KEEPER_BLOCKS, KEEPER_START_MS, KEEPER_STALL_MS, MAX_RETRY_MS, MIN_LEASE_BYTES } from '../limits.ts'
import type { DepositRefusal } from '../pure/deposit.ts'
import { addressBlock } from './address-block.ts'
import { createKeeperBooks, type Kept } from './keeper-books.ts'
import type {
  CheckedGrant, Decision, DropReason, KeeperAsk, KeeperPolicy, KeeperRules, Lease,
} from './keeper-types.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

/** A bound on what may be taken, and what is said when it is too little for one column. */
interface Bound { readonly bytes: number, readonly reason: DepositRefusal }

/** Creates a policy that goes on with what was promised before a restart. */
export function createKeeperPolicy (rules: KeeperRules, leases: readonly Lease[], now: Instant): KeeperPolicy {
  const books = createKeeperBooks()
  const asking = new Map<string, TokenBucket>()
  let freeBytes = Infinity
  let draining = false
  for (const lease of leases) books.put({ lease, keptBytes: 0, whole: false, movedAtMs: now.mono })

  const no = (reason: DepositRefusal, retryMs?: number): Decision => ({
    answer: { accepted: false, reason, ...(retryMs !== undefined && { retryMs }) }, evicted: [],
  })

  /** Not promised any longer, and so in the way of others. */
  function evictable (nowMs: number): Kept[] {
    const worth = ({ lease }: Kept): number => lease.bytes * (nowMs - lease.acceptedAtMs)
    return [...books.all()]
      .filter(({ lease }) => lease.grant === undefined && lease.promisedMs <= nowMs)
      .sort((a, b) => worth(b) - worth(a))
  }

  /** Milliseconds until a promise of the common pool ends, so that there may be room. */
  function untilRoom (nowMs: number): number {
    let soonest = rules.commonPromiseMs
    for (const { lease } of books.all()) {
      if (lease.promisedMs > nowMs) soonest = Math.min(soonest, lease.promisedMs - nowMs)
    }
    return Math.min(Math.ceil(soonest), MAX_RETRY_MS)
  }

  /** Bytes that the disk has for more than it was promised for. */
  function diskRoom (): number {
    const { bytes, keptBytes } = books.usage
    return freeBytes - rules.spareDiskBytes - Math.max(0, bytes - keptBytes)
  }

  function bounds (ask: KeeperAsk, block: string, grant: CheckedGrant | undefined, spare: readonly Kept[]): Bound[] {
    const { usage } = books
    const sum = (of: (kept: Kept) => number): number => spare.reduce((total, kept) => total + of(kept), 0)
    const freed = sum(({ lease }) => lease.bytes)
    const everywhere: Bound[] = [
      { bytes: rules.maxBytes - usage.bytes + freed, reason: 'full' },
      { bytes: usage.leases - spare.length < rules.maxLeases ? Infinity : 0, reason: 'full' },
      { bytes: diskRoom() + freed, reason: 'disk-full' },
    ]
    if (grant !== undefined) {
      return [{ bytes: grant.bytes - books.used('grant', grant.id), reason: 'grant-used' }, ...everywhere]
    }
    const share = block.startsWith('relay ') ? rules.commonRelayBytes : rules.commonBlockBytes
    return [
      { bytes: Math.min(rules.commonBytes, rules.commonPayloadBytes), reason: 'grant-needed' },
      { bytes: rules.commonPeerBytes - books.used('peer', ask.peer), reason: 'quota' },
      { bytes: share - books.used('block', block), reason: 'quota' },
      { bytes: rules.commonBytes - usage.commonBytes + freed, reason: 'full' },
      ...everywhere,
    ]
  }

  /** Why a grant cannot be used by who shows it. */
  function wrongWith (grant: KeeperAsk['grant'], ask: KeeperAsk, nowMs: number): DepositRefusal | undefined {
    if (grant === undefined) return undefined
    if (grant === 'forged') return 'grant-forged'
    if (grant.untilMs <= nowMs) return 'grant-expired'
    return grant.peer !== undefined && grant.peer !== ask.peer ? 'grant-of-another' : undefined
  }

  function decide (ask: KeeperAsk, at: Instant): Decision {
    const { wall } = at
    if (draining) return no('draining')
    const wrong = wrongWith(ask.grant, ask, wall)
    if (wrong !== undefined) return no(wrong)
    if (ask.expiresAtMs !== undefined && ask.expiresAtMs <= wall) return no('expired')
    const before = books.get(ask.swarm)
    if (before !== undefined && before.lease.author !== ask.author) return no('author-differs')
    const grant = ask.grant === 'forged' ? undefined : ask.grant
    if (before !== undefined && !improves(before.lease, ask, grant, wall)) return again(before.lease, ask)
    return take(ask, grant, before, at)
  }

  /** What is kept already is asked for again: an answer was lost, or another member asks. Its columns stay. */
  function again ({ columns, promisedMs }: Lease, ask: KeeperAsk): Decision {
    const both = columns.filter((column) => ask.columns.includes(column))
    return both.length > 0
      ? { answer: { accepted: true, columns: both, untilMs: promisedMs }, evicted: [] }
      : no('quota')
  }

  function take (ask: KeeperAsk, grant: CheckedGrant | undefined, before: Kept | undefined, at: Instant): Decision {
    const { mono, wall } = at
    const block = addressBlock(ask.address, ask.path)
    const kept = before?.lease
    const wanted = kept?.columns ?? ask.columns
    // Who asks again cannot make the room smaller that others rely on.
    const each = Math.ceil(kept === undefined
      ? Math.max(MIN_LEASE_BYTES, ask.bytes / ask.columns.length)
      : kept.bytes / kept.columns.length)
    if (each > rules.maxBytes) return no('too-large')
    // What is there is taken up into the new lease, so its room counts as free.
    if (before !== undefined) books.remove(ask.swarm)
    const spare = evictable(wall)
    const limits = bounds(ask, block, grant, spare)
    const room = Math.floor(Math.min(...limits.map(({ bytes }) => bytes)) / each)
    if (room < (kept?.columns.length ?? 1)) {
      if (before !== undefined) {
        books.put(before)
        return again(before.lease, ask)
      }
      const { reason } = limits.find(({ bytes }) => bytes < each)!
      return no(reason, reason === 'grant-needed' || reason === 'grant-used' ? undefined : untilRoom(wall))
    }
    const columns = wanted.slice(0, room)
    const lease = leaseOf(ask, grant, before?.lease, { block, columns, bytes: each * columns.length, wall })
    const evicted = makeRoom(lease, spare)
    books.put({ lease, keptBytes: before?.keptBytes ?? 0, whole: false, movedAtMs: mono })
    const given = columns.filter((column) => ask.columns.includes(column))
    return { answer: { accepted: true, columns: given, untilMs: lease.promisedMs }, lease, evicted }
  }

  function leaseOf (
    ask: KeeperAsk, grant: CheckedGrant | undefined, before: Lease | undefined,
    { block, columns, bytes, wall }: { block: string, columns: readonly number[], bytes: number, wall: number },
  ): Lease {
    const acceptedAtMs = before?.acceptedAtMs ?? wall
    const longest = grant === undefined
      ? acceptedAtMs + rules.commonTimeMs
      : Math.min(grant.untilMs, wall + rules.maxTimeMs)
    const ends = Math.min(ask.expiresAtMs ?? Infinity, longest)
    const promised = grant === undefined ? Math.min(ends, wall + rules.commonPromiseMs) : ends
    return {
      swarm: ask.swarm,
      author: ask.author,
      peer: ask.peer,
      block,
      columns,
      bytes,
      acceptedAtMs,
      // A promise is never taken back by a later one.
      promisedMs: Math.max(promised, before?.promisedMs ?? 0),
      endsMs: Math.max(ends, before?.endsMs ?? 0),
      ...(grant !== undefined && { grant: grant.id }),
    }
  }

  /** Gives up of `spare` as much as a new lease needs, and no more. */
  function makeRoom (lease: Lease, spare: readonly Kept[]): string[] {
    const evicted: string[] = []
    const fits = (): boolean => {
      const { leases: count, bytes, commonBytes } = books.usage
      const common = lease.grant === undefined ? commonBytes + lease.bytes : 0
      return count < rules.maxLeases && bytes + lease.bytes <= rules.maxBytes && common <= rules.commonBytes &&
        lease.bytes <= diskRoom()
    }
    for (const { lease: { swarm }, keptBytes } of spare) {
      if (fits()) break
      books.remove(swarm)
      freeBytes += keptBytes
      evicted.push(swarm)
    }
    return evicted
  }

  function whyDropped ({ lease, keptBytes, whole, movedAtMs }: Kept, { mono, wall }: Instant): DropReason | undefined {
    if (lease.endsMs <= wall) return 'expired'
    if (whole) return undefined
    if (keptBytes === 0) return mono - movedAtMs >= KEEPER_START_MS ? 'never-came' : undefined
    return lease.grant === undefined && mono - movedAtMs >= KEEPER_STALL_MS ? 'stalled' : undefined
  }

  return {
    knock (path, address, at) {
      const block = addressBlock(address, path)
      const rate = block.startsWith('relay ') ? rules.relayAsksPerMinute : rules.asksPerMinute
      const bucket = asking.get(block) ?? createTokenBucket({ capacity: rate, perSecond: rate / 60 }, at.mono)
      asking.delete(block) // the latest last
      asking.set(block, bucket)
      if (asking.size > KEEPER_BLOCKS) asking.delete(asking.keys().next().value!)
      if (bucket.take(1, at.mono)) return undefined
      const retryMs = Math.ceil(bucket.readyAt(1, at.mono) - at.mono)
      return { accepted: false, reason: 'busy', retryMs }
    },
    ask: decide,
    progress (swarm, { keptBytes, listedBytes, whole }, at) {
      const kept = books.get(swarm)
      if (kept === undefined) return undefined
      if (Math.max(keptBytes, listedBytes) > kept.lease.bytes) {
        books.remove(swarm)
        return 'over-promised'
      }
      if (keptBytes > kept.keptBytes) kept.movedAtMs = at.mono
      // What has come is gone from the disk's free bytes, until they are counted anew.
      freeBytes -= keptBytes - kept.keptBytes
      books.setKept(kept, keptBytes)
      kept.whole = whole
      return undefined
    },
    ended: (swarm) => books.remove(swarm),
    disk (bytes) { freeBytes = bytes },
    drain () { draining = true },
    tick (at) {
      const dropped = [...books.all()].flatMap((kept) => {
        const reason = whyDropped(kept, at)
        return reason === undefined ? [] : [{ swarm: kept.lease.swarm, reason }]
      })
      for (const { swarm } of dropped) books.remove(swarm)
      return dropped
    },
    lease: (swarm) => books.get(swarm)?.lease,
    usage: () => books.usage,
  }
}

/** Whether an ask for what is kept already would keep it for longer. */
function improves (lease: Lease, ask: KeeperAsk, grant: CheckedGrant | undefined, nowMs: number): boolean {
  if (lease.grant !== undefined && grant === undefined) return false // it would lose what it has
  if (grant === undefined) return lease.promisedMs <= nowMs && lease.endsMs > nowMs
  return Math.min(grant.untilMs, ask.expiresAtMs ?? Infinity) > lease.promisedMs
}
