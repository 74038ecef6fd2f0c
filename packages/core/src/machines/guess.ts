import type { Instant } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import type { OpeningFrame, RequestItem } from '../pure/frame.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { Fetches } from './fetches.ts'
import type { SwarmState } from './swarm-state.ts'

/** A member came before any page did: the first chunk is asked for unseen, which saves a round trip. */
export interface Guess {
  /** What `ask` will ask for, to be sent with our proof. */
  opening (): OpeningFrame[]
  ask (channel: Channel, now: Instant, out: Effect[]): void
  /** A page tells whether the first chunk is what it was taken for. */
  settle (now: Instant, out: Effect[]): void
}

export interface GuessOptions {
  readonly state: SwarmState
  readonly fetches: Fetches
  readonly mayAsk: (channel: Channel, now: Instant) => boolean
  readonly request: (channel: Channel, items: readonly RequestItem[], now: Instant, out: Effect[]) => void
  readonly cancel: (channel: Channel, chunk: number, out: Effect[]) => void
}

/** Creates the guess of a download. */
export function createGuess ({ state, fetches, mayAsk, request, cancel }: GuessOptions): Guess {
  const { admission, intake } = state.shared

  /** Nothing is known of the payload, nor asked for. */
  const isUnseen = (): boolean => state.pages.length === 0 && fetches.get(0) === undefined

  return {
    opening () {
      const may = state.role === 'get' && state.life.state === 'active' && admission.hasRoom(state.no)
      if (!may || !isUnseen()) return []
      return [{ type: 'request', items: [{ chunk: chunkNo(0), offset: 0, length: state.chunkBytes }] }]
    },
    ask (channel, now, out) {
      if (!isUnseen() || !mayAsk(channel, now)) return
      if (!intake.take(channel, state.chunkBytes, now)) return
      request(channel, [fetches.assign(channel, 0, now, out)], now, out)
    },
    settle (now, out) {
      const fetch = state.known === 0 ? undefined : fetches.get(0)
      if (fetch === undefined) return
      if (fetch.bytes !== state.chunkBytes) {
        for (const owner of fetches.forget(fetch, now, out)) cancel(owner, 0, out)
      } else if (fetch.stage === 'early') {
        fetch.stage = 'keeping'
        out.push({ type: 'keep', swarm: state.no, chunk: chunkNo(0) })
      }
    },
  }
}
