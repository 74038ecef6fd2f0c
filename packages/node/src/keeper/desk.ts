/** Where deposits are answered. */
import {
  errorCode, type Hold, type HoldingEngine, type KeeperPort, type PeerId, type SystemPort,
} from '@passel/core'
import type { KeeperAsk, KeeperPolicy } from '@passel/core/machines'
import { sha256, toHex, type DepositAnswer, type DepositRequest } from '@passel/core/pure'
import { checkGrant } from './check-grant.ts'
import type { LeaseBook } from './lease-book.ts'

export interface DeskOptions {
  readonly system: Pick<SystemPort, 'now' | 'verify'>
  readonly policy: KeeperPolicy
  readonly book: Pick<LeaseBook, 'put'>
  readonly hold: HoldingEngine['hold']
  /** It is kept from now on. */
  readonly held: (name: string, hold: Hold) => void
  /** Makes room; resolves when it is there. */
  readonly evict: (name: string) => Promise<void>
  /** It is not kept after all. */
  readonly failed: (name: string, error: unknown) => void
  readonly operators: readonly Uint8Array[]
  readonly ownRelays: readonly PeerId[]
}

const BUSY_MS = 5_000
/** Milliseconds after which a disk that refused may have room. */
const NO_ROOM_MS = 600_000

/** What the book calls a payload: nothing that lets who reads it join. */
export function leaseName (swarmKey: Uint8Array): string {
  return toHex(sha256(swarmKey)).slice(0, NAME_CHARS)
}

const NAME_CHARS = 32

/** Answers deposits; one payload's after each other. */
export function createDesk (options: DeskOptions): KeeperPort {
  const { system, policy, book, operators } = options
  const taking = new Set<string>()

  async function take (ask: KeeperAsk, request: DepositRequest): Promise<DepositAnswer> {
    const { answer, lease, evicted } = policy.ask(ask, system.now())
    await Promise.all(evicted.map(options.evict))
    if (lease === undefined) return answer
    try {
      // The promise first: a crash after it costs a line in the book, one before it would break a promise.
      book.put(lease)
      options.held(lease.swarm, await options.hold(request.payload, { columns: lease.columns }))
      return answer
    } catch (error) {
      options.failed(lease.swarm, error)
      return refusalOf(error)
    }
  }

  return async (privacy, peer, path, address, request) => {
    const { payload, columns, bytes, grant } = request
    const busy = policy.knock(path, address, system.now())
    if (busy !== undefined) return busy
    const ours = options.ownRelays.some((relay) => address.includes(`/p2p/${relay}/p2p-circuit`))
    if (ours || payload.privacy !== privacy) return { accepted: false, reason: 'refused' }
    const swarm = leaseName(payload.swarmKey)
    if (taking.has(swarm)) return { accepted: false, reason: 'busy', retryMs: BUSY_MS }
    taking.add(swarm)
    try {
      const checked = await checkGrant(grant, operators, system)
      return await take({
        swarm, author: toHex(payload.author), peer, path, address, columns, bytes,
        ...(payload.expiresAtMs !== undefined && { expiresAtMs: payload.expiresAtMs }),
        ...(checked !== undefined && { grant: checked }),
      }, request)
    } finally {
      taking.delete(swarm)
    }
  }
}

function refusalOf (error: unknown): DepositAnswer {
  const code = errorCode(error)
  const noRoom = code === 'disk-full' || code === 'quota' || code === 'io'
  return noRoom
    ? { accepted: false, reason: 'disk-full', retryMs: NO_ROOM_MS }
    : { accepted: false, reason: 'refused' }
}
