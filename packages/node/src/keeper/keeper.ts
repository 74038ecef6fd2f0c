/**
 * A headless peer that keeps columns of payloads it cannot read: an engine whose transfers are holds, a policy that
 * decides what is taken (`@passel/core/machines`), and a book of promises.
 *
 * Order: a promise is in the book, and the hold in the store's journal, before the yes leaves. After a crash between
 * the two a promise without a hold is struck out, and a hold without a promise dropped: nobody was told of either.
 */
import { statfs } from 'node:fs/promises'
import { createEngine, type Address, type KeeperPort, type PeerId } from '@passel/core'
import { createKeeperPolicy, type KeeperRules } from '@passel/core/machines'
import type { DepositAnswer } from '@passel/core/pure'
import { createCounters } from './counters.ts'
import { createDesk, leaseName } from './desk.ts'
import { openKeeperPlatform } from './keeper-platform.ts'
import { openLeaseBook } from './lease-book.ts'
import { DEFAULT_RULES } from './rules.ts'
import type { KeeperStatus } from './status.ts'
import { createTending } from './tending.ts'

export interface KeeperOptions {
  /** Folder that holds what is kept; made when absent. One process at a time. */
  readonly home: string
  /** Multiaddrs to accept direct connections at. @default none: reachable through relays only */
  readonly listen?: readonly Address[]
  /** Circuit relays to be reachable through: for class `relayed`, and where nothing listens. @default none */
  readonly relays?: readonly Address[]
  /** What is allowed; what is left out is as docs/KEEPERS.md says. */
  readonly rules?: Partial<KeeperRules>
  /** Public keys (Ed25519, 32 bytes) whose grants count. @default none: the common pool alone */
  readonly operators?: readonly Uint8Array[]
  /** Relays of the same operator: who comes through one is refused, or one party would see both ends. @default none */
  readonly ownRelays?: readonly PeerId[]
  /** Bytes that the disk can still take. @default what the file system of `home` says */
  readonly freeBytes?: () => Promise<number>
  /** Told of troubles that are survived. @default ignored */
  readonly onTrouble?: (where: string, error: unknown) => void
}

export interface Keeper {
  /** Multiaddrs to give to depositors. */
  addresses (): Address[]
  status (): KeeperStatus
  /** Takes nothing new, lets what moves go on for a while, and stops. */
  drain (): Promise<void>
  /** Stops at once; what is kept is there at the next start. */
  stop (): Promise<void>
}

/** Milliseconds between looks at what came and what is over, and at the disk. */
const LOOK_MS = 1_000
const DISK_MS = 5_000
/** Milliseconds that a keeper which shuts down lets transfers go on, and how long nothing must move before. */
const DRAIN_MS = 20_000
const QUIET_MS = 2_000
/** Payloads that move bytes at once. */
const MAX_ACTIVE = 128
/** While what is kept is read from the disk. */
const NOT_YET: DepositAnswer = { accepted: false, reason: 'busy', retryMs: LOOK_MS }

/** Opens what is kept in `home` and goes on with it. Fails with `store-in-use`, `store-broken`, `bad-option`. */
export async function createKeeper (options: KeeperOptions): Promise<Keeper> {
  const { home, listen = [], relays = [], operators = [], ownRelays = [] } = options
  const { platform, links } = openKeeperPlatform(home, listen)
  const { system } = platform
  const counters = createCounters()
  const trouble = options.onTrouble ?? ((): void => undefined)
  let desk: KeeperPort = async () => await Promise.resolve(NOT_YET)
  let connections = 0
  let movedAtMs = 0
  let freeBytes = 0
  let draining = false

  const engine = await createEngine({
    platform,
    relays,
    maxActive: MAX_ACTIVE,
    onDeposit: async (...asked) => {
      const answer = await desk(...asked)
      counters.add('deposits', answer.accepted ? 'accepted' : answer.reason)
      return answer
    },
    onEvent: (now, event) => {
      switch (event.type) {
        case 'conn-up': connections++; break
        case 'conn-down': connections--; break
        case 'bytes-in': counters.add('bytes', 'in', event.accepted); break
        case 'chunk-out': counters.add('bytes', 'out', event.sentBytes); break
        default: return
      }
      movedAtMs = now.mono
    },
    onTrouble: trouble,
  })
  const book = openLeaseBook(home)
  const known = new Map(engine.holds().map((hold) => [leaseName(hold.payload.swarmKey), hold]))
  const leases = book.all()
  for (const { swarm } of leases) if (!known.has(swarm)) book.remove(swarm)
  const policy = createKeeperPolicy(
    { ...DEFAULT_RULES, ...options.rules }, leases.filter(({ swarm }) => known.has(swarm)), system.now(),
  )

  const tending = createTending({ system, policy, book, counters, trouble })

  async function lookAtDisk (): Promise<void> {
    freeBytes = await (options.freeBytes?.() ?? freeBytesOf(home))
    policy.disk(freeBytes)
  }

  for (const [name, hold] of known) {
    if (policy.lease(name) === undefined) await hold.drop()
    else tending.follow(name, hold)
  }
  desk = createDesk({
    system,
    policy,
    book,
    hold: async (...given) => await engine.hold(...given),
    held: (name, hold) => tending.follow(name, hold),
    evict: async (name) => await tending.drop(name, 'evicted'),
    failed: (name, error) => {
      tending.forget(name)
      trouble('keeper', error)
    },
    operators,
    ownRelays,
  })
  await lookAtDisk()
  const timers = [
    setInterval(() => tending.look(), LOOK_MS),
    setInterval(() => { lookAtDisk().catch((error: unknown) => trouble('disk', error)) }, DISK_MS),
  ]
  const now = AbortSignal.abort() // the nodes open; their places at relays come when they come
  if (listen.length > 0 || relays.length > 0) await engine.warm('direct', now)
  if (relays.length > 0) await engine.warm('relayed', now)

  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => await (stopped ??= end())

  async function end (): Promise<void> {
    for (const timer of timers) clearInterval(timer)
    await engine.close()
    book.close()
  }

  return {
    addresses: () => [...links.values()].flatMap((link) => link.addresses()),
    status: () => {
      const violations = [...links.values()].flatMap((link) => [...link.violations])
        .map(([label, count]) => ({ name: 'violations' as const, label, count }))
      return {
        usage: policy.usage(),
        freeBytes,
        connections,
        residentBytes: process.memoryUsage.rss(),
        draining,
        counts: [...counters.all(), ...violations],
      }
    },
    async drain () {
      draining = true
      policy.drain()
      const began = system.now().mono
      for (;;) {
        const { mono } = system.now()
        if (mono - began >= DRAIN_MS || mono - Math.max(movedAtMs, began) >= QUIET_MS) break
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS / 4))
      }
      await stop()
    },
    stop,
  }
}

async function freeBytesOf (home: string): Promise<number> {
  const { bavail, bsize } = await statfs(home)
  return bavail * bsize
}
