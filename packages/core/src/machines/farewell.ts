import type { ChanNo, Instant, PeerId } from '../ids.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { Holders } from './holders.ts'
import type { Confirm } from './receipts.ts'
import type { SwarmState } from './swarm-state.ts'

/**
 * Sees to it that those who keep a payload learn that nobody need any more: whoever knows of them stays until each was
 * told, or is known to have dropped it.
 */
export interface Farewell {
  /** Somebody still keeps what nobody needs. */
  readonly owed: boolean
  /** Has those who are linked confirm that they heard: receipts and release went to them before. */
  tell (now: Instant, out: Effect[]): void
  /** It has no such payload any more. */
  dropped (peer: PeerId, now: Instant): void
}

export interface FarewellOptions {
  readonly state: SwarmState
  readonly holders: Holders
  /** Nobody need keep the payload. */
  readonly over: () => boolean
  readonly confirm: Confirm
}

/** Creates the farewell of a swarm. */
export function createFarewell ({ state, holders, over, confirm }: FarewellOptions): Farewell {
  const asked = new Set<ChanNo>()
  const told = new Set<PeerId>()

  function ask (channel: Channel, now: Instant, out: Effect[]): void {
    if (asked.has(channel.chan) || !holders.all.has(channel.peer)) return
    asked.add(channel.chan)
    confirm(channel, now, out, () => { told.add(channel.peer) })
  }

  return {
    get owed () {
      if (!over() || state.role === 'hold') return false
      for (const peer of holders.all.keys()) if (!told.has(peer) && !state.banned.has(peer)) return true
      return false
    },
    tell (now, out) {
      if (!over()) return
      for (const peer of told) holders.forget(peer, now)
      told.clear()
      for (const channel of state.channels.values()) ask(channel, now, out)
    },
    dropped (peer, now) { if (over()) holders.forget(peer, now) },
  }
}
