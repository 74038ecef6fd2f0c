import type { Address, PeerId } from '@passel/core/machines'

export interface RelayOptions {
  /** @default 5 */
  readonly latencyMs?: number
  /** @default 1024 */
  readonly maxReservations?: number
  /** Bytes of one relayed connection, both ways together; a real relay's default is 128 KiB. @default unlimited */
  readonly limitBytes?: number
  /** Milliseconds a relayed connection may last; a real relay's default is two minutes. @default unlimited */
  readonly limitMs?: number
  /** Milliseconds a reservation is held, whoever went away meanwhile. @default two hours, a real relay's */
  readonly reservationMs?: number
  /** What all its connections share. @default unlimited */
  readonly bytesPerSecond?: number
}

/** A connection in a relay's charge. */
export interface Carried {
  sever (): void
}

/**
 * A circuit relay: who has a reservation, what passes, and whether it is there at all. A limit cuts a connection
 * without a word: both ends see it close as if the other had, as with the relay of js-libp2p.
 */
export interface VirtualRelay {
  readonly name: string
  readonly address: Address
  readonly latencyMs: number
  readonly alive: boolean
  readonly limitMs: number
  /** Until when peers hold a reservation; like a real one it keeps them when the peer goes away. */
  readonly reservations: Map<PeerId, number>
  /** Bytes that passed, both ways. */
  readonly passedBytes: number
  readonly reservationMs: number
  /** Grants a reservation if there is room, or renews it. */
  reserve (peer: PeerId, nowMs: number): boolean
  /** Takes a connection in its charge until it ends. */
  carry (wire: Carried, nowMs: number): void
  /** When the bytes are through; undefined when the connection's limit is reached. */
  pass (wire: Carried, bytes: number, nowMs: number): number | undefined
  /** Its process is killed: connections and reservations are gone, and those who held one are told. */
  die (): void
  revive (): void
  /** Told when it dies. */
  readonly onDeath: Set<() => void>
}

/** Creates a relay that is up. */
export function createVirtualRelay (name: string, options: RelayOptions = {}): VirtualRelay {
  const {
    latencyMs = 5, maxReservations = 1024, limitBytes = Infinity, limitMs = Infinity, bytesPerSecond = Infinity,
    reservationMs = 2 * 3_600_000,
  } = options
  const carried = new Map<Carried, { bytes: number, readonly sinceMs: number }>()
  let alive = true
  let passedBytes = 0
  let freeAtMs = 0

  const relay: VirtualRelay = {
    name,
    address: `/dns4/${name}.test/tcp/443/wss/p2p/${name}`,
    latencyMs,
    get alive () { return alive },
    get passedBytes () { return passedBytes },
    limitMs,
    reservationMs,
    reservations: new Map(),
    onDeath: new Set(),
    reserve (peer, nowMs) {
      if (!alive) return false
      const { reservations } = relay
      if (!reservations.has(peer) && reservations.size >= maxReservations) {
        for (const [holder, untilMs] of reservations) if (untilMs <= nowMs) reservations.delete(holder)
        if (reservations.size >= maxReservations) return false
      }
      reservations.set(peer, nowMs + reservationMs)
      return true
    },
    carry (wire, nowMs) { carried.set(wire, { bytes: 0, sinceMs: nowMs }) },
    pass (wire, bytes, nowMs) {
      const account = carried.get(wire)
      if (!alive || account === undefined) return undefined
      account.bytes += bytes
      passedBytes += bytes
      if (account.bytes > limitBytes || nowMs - account.sinceMs > limitMs) {
        carried.delete(wire)
        return undefined
      }
      freeAtMs = Math.max(nowMs, freeAtMs) + bytes * 1000 / bytesPerSecond
      return freeAtMs
    },
    die () {
      alive = false
      relay.reservations.clear()
      for (const wire of carried.keys()) wire.sever()
      carried.clear()
      for (const told of relay.onDeath) told()
      relay.onDeath.clear()
    },
    revive () { alive = true },
  }
  return relay
}
