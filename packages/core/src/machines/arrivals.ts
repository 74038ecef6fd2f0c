/**
 * What becomes of chunks that are here: the store verifies and keeps them, wrong ones convict their sender, and a
 * stripe of which enough is here is made whole.
 */
import type { Instant, PeerId } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import type { KeepOutcome, RebuildOutcome } from '../ports.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import type { Channel } from './channel.ts'
import type { Coded } from './coded.ts'
import type { Effect } from './effect.ts'
import type { Fetch, Fetches } from './fetches.ts'
import type { Picker } from './picker.ts'
import { isComplete, isListed, wants, type SwarmState } from './swarm-state.ts'
import type { Takeovers } from './takeovers.ts'

export interface Arrivals {
  chunkIn (chunk: number, senders: readonly Channel[], now: Instant, out: Effect[]): void
  kept (chunk: number, outcome: KeepOutcome, now: Instant, out: Effect[]): void
  /** The store is done with a stripe. */
  rebuilt (stripe: number, result: RebuildOutcome, now: Instant, out: Effect[]): void
  /** What we had cannot be read any more: it is fetched again. */
  lost (chunk: number, now: Instant, out: Effect[]): void
}

export interface ArrivalHooks {
  /** A chunk more can be given. */
  readonly onKept: (chunk: number, now: Instant, out: Effect[]) => void
  readonly onComplete: (now: Instant, out: Effect[]) => void
  /** The store cannot take more. */
  readonly onTrouble: (kind: 'quota' | 'io', now: Instant, out: Effect[]) => void
  /** The peer gave wrong bytes, and nobody else can have. */
  readonly convict: (peer: PeerId, now: Instant, out: Effect[]) => void
}

export interface ArrivalOptions {
  readonly state: SwarmState
  readonly fetches: Fetches
  readonly picker: Picker
  readonly takeovers: Takeovers
  readonly hooks: ArrivalHooks
  readonly coded: () => Coded | undefined
  readonly mayAsk: (channel: Channel, now: Instant) => boolean
  readonly cancel: (channel: Channel, chunk: number, out: Effect[]) => void
  readonly askAll: (now: Instant, out: Effect[]) => void
}

/** Creates the arrivals of a download. */
export function createArrivals (options: ArrivalOptions): Arrivals {
  const { state, fetches, picker, takeovers, hooks, coded, mayAsk, cancel, askAll } = options
  const { links } = state.shared

  function suspect (peers: readonly PeerId[], suspected: boolean): void {
    for (const channel of state.channels.values()) if (peers.includes(channel.peer)) channel.suspect = suspected
  }

  function badDigest (fetch: Fetch, now: Instant, out: Effect[]): void {
    const { from } = fetch
    fetches.again(fetch, from.length !== 1, now, out)
    if (from.length === 1) return hooks.convict(from[0]!, now, out)
    suspect(from, true)
  }

  /** We have it; chunks that only help to make others are not ours to give. */
  function have (chunk: number, now: Instant, out: Effect[]): void {
    const ours = wants(state, chunk)
    if (ours && !(chunk < FIRST_PARITY ? state.have.add(chunk) : state.parity.add(chunk - FIRST_PARITY))) return
    coded()?.recovery.kept(chunk, out)
    if (ours) hooks.onKept(chunk, now, out)
  }

  /** Nobody need send it any more. */
  function giveUp (chunk: number, now: Instant, out: Effect[]): void {
    const fetch = fetches.get(chunk)
    // What the store is looking at comes back as kept.
    if (fetch === undefined || fetch.stage === 'keeping') return
    for (const owner of fetches.forget(fetch, now, out)) cancel(owner, chunk, out)
  }

  function redeem (sender: Channel, now: Instant): void {
    if (sender.letLie === 0) return
    sender.letLie = 0
    coded()?.review(sender, now)
  }

  return {
    chunkIn (chunk, senders, now, out) {
      const fetch = fetches.get(chunk)
      if (fetch === undefined || fetch.stage === 'keeping' || fetch.stage === 'early') {
        if (fetch?.stage !== 'early') out.push({ type: 'drop', swarm: state.no, chunk: chunkNo(chunk) })
        return
      }
      for (const sender of senders) if (!fetch.from.includes(sender.peer)) fetch.from.push(sender.peer)
      if (fetch.from.length === 1) for (const sender of senders) redeem(sender, now)
      for (const owner of fetches.complete(fetch, now)) cancel(owner, chunk, out)
      if (isListed(state, chunk)) out.push({ type: 'keep', swarm: state.no, chunk: chunkNo(chunk) })
      for (const sender of senders) links.fill(sender.flow, now, out)
      for (const sender of senders) if (sender.dry && mayAsk(sender, now)) takeovers.steal(sender, now, out)
    },
    kept (chunk, outcome, now, out) {
      const fetch = fetches.get(chunk)
      if (fetch === undefined || fetch.stage !== 'keeping') return
      switch (outcome) {
        case 'ok':
          if (fetch.alone) suspect(fetch.from, false)
          fetches.kept(fetch, now, out)
          have(chunk, now, out)
          if (isComplete(state)) hooks.onComplete(now, out)
          return
        case 'bad-digest': badDigest(fetch, now, out); break
        case 'unlisted': fetches.again(fetch, false, now, out); break
        case 'quota': case 'disk-full':
          fetches.again(fetch, false, now, out)
          return hooks.onTrouble('quota', now, out)
        case 'io':
          fetches.again(fetch, false, now, out)
          return hooks.onTrouble('io', now, out)
      }
      askAll(now, out)
    },
    rebuilt (stripe, { outcome, chunks }, now, out) {
      for (const chunk of chunks) {
        picker.take(chunk)
        giveUp(chunk, now, out)
        have(chunk, now, out)
      }
      for (const chunk of coded()?.recovery.rebuilt(stripe, outcome) ?? []) giveUp(chunk, now, out)
      if (isComplete(state)) hooks.onComplete(now, out)
      else if (outcome === 'quota' || outcome === 'disk-full') hooks.onTrouble('quota', now, out)
      else if (outcome === 'io') hooks.onTrouble('io', now, out)
      else askAll(now, out)
    },
    lost (chunk, now, out) {
      if (chunk < FIRST_PARITY) {
        if (!state.have.delete(chunk)) return
        picker.add(chunk)
      } else if (!state.parity.delete(chunk - FIRST_PARITY)) return
      coded()?.recovery.lost(chunk)
      askAll(now, out)
    },
  }
}
