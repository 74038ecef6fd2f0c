/** What a keeper's policy speaks of. Wall times, since leases outlive the process. */
import type { Address, Instant, Path, PeerId } from '../ids.ts'
import type { DepositAnswer } from '../pure/deposit.ts'

/** What an operator allows. Bytes are sealed bytes. */
export interface KeeperRules {
  /** Bytes kept in all. */
  readonly maxBytes: number
  /** Payloads kept in all. */
  readonly maxLeases: number
  /** Milliseconds that anything is kept, whatever its depositor asks for. */
  readonly maxTimeMs: number
  /** Bytes for those without a grant, together; 0: nobody without a grant. */
  readonly commonBytes: number
  /** Bytes of the common pool for one payload. */
  readonly commonPayloadBytes: number
  /** Bytes of the common pool for one peer. */
  readonly commonPeerBytes: number
  /** Bytes of the common pool for one block of addresses. */
  readonly commonBlockBytes: number
  /** Bytes of the common pool for all who come over one relay: their addresses are not seen. */
  readonly commonRelayBytes: number
  /** Milliseconds that the common pool promises. */
  readonly commonPromiseMs: number
  /** Milliseconds after which the common pool drops a payload even when nobody needs its room. */
  readonly commonTimeMs: number
  /** Questions a minute that are heard from one block of addresses, and from all behind one relay. */
  readonly asksPerMinute: number
  readonly relayAsksPerMinute: number
  /** Bytes of the disk that stay free. */
  readonly spareDiskBytes: number
}

/** A grant whose signature is an operator's. */
export interface CheckedGrant {
  /** What it is counted by. */
  readonly id: string
  readonly bytes: number
  readonly untilMs: number
  readonly peer?: PeerId
}

/** A deposit that a peer asks for. */
export interface KeeperAsk {
  /** Names the swarm, on this keeper. */
  readonly swarm: string
  /** Names the author's key. */
  readonly author: string
  readonly peer: PeerId
  readonly path: Path
  /** Where it dialled from; over a relay that is the relay's. */
  readonly address: Address
  readonly columns: readonly number[]
  readonly bytes: number
  readonly expiresAtMs?: number
  readonly grant?: CheckedGrant | 'forged'
}

/** A promise given, and what became of it. One for each payload. */
export interface Lease {
  readonly swarm: string
  readonly author: string
  readonly peer: PeerId
  /** Whose share of the common pool it takes, beside the peer's. */
  readonly block: string
  readonly columns: readonly number[]
  /** Bytes set aside. */
  readonly bytes: number
  readonly acceptedAtMs: number
  /** Until then it is kept whatever happens. */
  readonly promisedMs: number
  /** Then it is dropped. */
  readonly endsMs: number
  /** The grant that it is counted under; absent: the common pool. */
  readonly grant?: string
}

/** Why a lease ended before anybody said that the payload may go. */
export type DropReason = 'evicted' | 'expired' | 'never-came' | 'stalled' | 'over-promised'

/** What the keeper does with an answer. */
export interface Decision {
  readonly answer: DepositAnswer
  /** Made or changed by this answer: durable before the answer is given. */
  readonly lease?: Lease
  /** Dropped first, to make room. */
  readonly evicted: readonly string[]
}

/** How far a keeper is with a payload. */
export interface KeeperProgress {
  /** Bytes of its columns that are here. */
  readonly keptBytes: number
  /** Bytes of its columns as far as pages tell. */
  readonly listedBytes: number
  /** All of its columns are here. */
  readonly whole: boolean
}

export interface KeeperUsage {
  readonly leases: number
  /** Bytes set aside, and those of the common pool among them. */
  readonly bytes: number
  readonly commonBytes: number
  /** Bytes that are there. */
  readonly keptBytes: number
}

/** Decides what a keeper takes, and what it gives up. */
export interface KeeperPolicy {
  /** Before a deposit is looked at: too many from there, or none any more. Undefined: go on. */
  knock (path: Path, address: Address, now: Instant): DepositAnswer | undefined
  ask (ask: KeeperAsk, now: Instant): Decision
  /** What came of a lease. One of which there is more than was asked for is over at once. */
  progress (swarm: string, progress: KeeperProgress, now: Instant): 'over-promised' | undefined
  /** The payload was released, or could not be taken after all. */
  ended (swarm: string): void
  /** What the disk can still take. */
  disk (freeBytes: number): void
  /** Takes nothing new from now on. */
  drain (): void
  /** Gives up what nobody is owed any longer; returns which, and why. Every few seconds. */
  tick (now: Instant): { readonly swarm: string, readonly reason: DropReason }[]
  lease (swarm: string): Lease | undefined
  usage (): KeeperUsage
}
