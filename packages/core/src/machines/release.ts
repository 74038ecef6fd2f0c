/**
 * Release: the author's signed word that nobody need keep the payload any more. Who has it passes it on to whoever
 * joins, so that a holder that was away learns of it from anybody.
 */
import type { ChanNo, Instant, PeerId } from '../ids.ts'
import type { StoredTransfer } from '../ports.ts'
import { sameBytes } from '../pure/bytes.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import { say } from './say.ts'
import type { SwarmState } from './swarm-state.ts'

export interface Release {
  /** Nobody need keep it. */
  readonly done: boolean
  /** The person, or the application, lets go of it; signed once all is sealed. */
  wish (out: Effect[]): void
  /** A page was added. */
  paged (now: Instant, out: Effect[]): void
  signed (signature: Uint8Array, out: Effect[]): void
  joined (channel: Channel, out: Effect[]): void
  heard (channel: Channel, signature: Uint8Array, out: Effect[]): void
  checked (chan: ChanNo, ok: boolean, now: Instant, out: Effect[]): void
  /** The store could not check one. */
  failed (): void
}

export interface ReleaseOptions {
  readonly state: SwarmState
  readonly stored: StoredTransfer
  readonly onForged: (peer: PeerId, now: Instant, out: Effect[]) => void
}

interface Heard { readonly peer: PeerId, readonly chan: ChanNo, readonly signature: Uint8Array }

/** Creates the release of a swarm. */
export function createRelease ({ state, stored, onForged }: ReleaseOptions): Release {
  let { release: signature } = stored
  let wished = false
  let signing = false
  /** One at a time: checking a signature costs more than inventing one. */
  let checking: Heard | undefined
  /** Heard before the final page, which it signs. */
  let early: Heard | undefined

  function sign (out: Effect[]): void {
    if (!wished || signing || signature !== undefined || !state.final) return
    signing = true
    out.push({ type: 'sign-release', swarm: state.no })
  }

  function tell (but: PeerId | undefined, out: Effect[]): void {
    if (signature === undefined) return
    for (const channel of state.channels.values()) {
      if (channel.peer !== but) say(channel, { type: 'release', signature }, out)
    }
  }

  function check (heard: Heard, out: Effect[]): void {
    checking = heard
    out.push({ type: 'check-release', swarm: state.no, chan: heard.chan, signature: heard.signature })
  }

  return {
    get done () { return signature !== undefined || stored.released === true },
    wish (out) {
      if (state.role !== 'send') return
      wished = true
      sign(out)
    },
    paged (_now, out) {
      sign(out)
      if (early === undefined || !state.final || checking !== undefined) return
      check(early, out)
      early = undefined
    },
    signed (made, out) {
      signing = false
      signature = made
      tell(undefined, out)
    },
    joined (channel, out) {
      if (signature !== undefined) say(channel, { type: 'release', signature }, out)
    },
    heard ({ chan, peer }, given, out) {
      if (signature !== undefined || checking !== undefined) return
      const heard = { chan, peer, signature: given }
      if (state.final) check(heard, out)
      else early = heard
    },
    checked (_chan, ok, now, out) {
      const heard = checking
      checking = undefined
      if (heard === undefined) return
      if (!ok) return onForged(heard.peer, now, out)
      if (signature !== undefined && sameBytes(signature, heard.signature)) return
      signature = heard.signature
      tell(heard.peer, out)
    },
    failed () {
      checking = undefined
      signing = false
    },
  }
}
