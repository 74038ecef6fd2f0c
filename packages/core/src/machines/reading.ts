import type { Channel } from './channel.ts'
import type { Fetch, Fetches } from './fetches.ts'
import type { Picker } from './picker.ts'
import type { SwarmState } from './swarm-state.ts'

/** A chunk that a reader waits for, and the member who may bring it sooner than its owner. */
export interface Hurry { readonly fetch: Fetch, readonly channel: Channel }

/** Chunks in front of a reader that are looked at: more is not urgent yet. */
const URGENT_CHUNKS = 4
/** Milliseconds that an owner may take for one of them. */
const PATIENCE_MS = 1_000

/** What a reader waits for and its owner is late with, if another member has it; playback stops otherwise. */
export function findHurry (state: SwarmState, fetches: Fetches, picker: Picker, nowMs: number): Hurry | undefined {
  const { first, end } = picker.window
  let looked = 0
  for (let chunk = first; chunk < Math.min(end, state.known) && looked < URGENT_CHUNKS; chunk++) {
    if (state.have.has(chunk)) continue
    looked++
    const fetch = fetches.get(chunk)
    const owner = fetch?.stage === 'asked' && fetch.owners.length === 1 && !fetch.alone ? fetch.owners[0]! : undefined
    if (fetch === undefined || owner === undefined || !isLate(owner, chunk, nowMs)) continue
    const channel = fastestOther(state, owner, chunk)
    if (channel !== undefined) return { fetch, channel }
  }
  return undefined
}

function isLate (owner: Channel, chunk: number, nowMs: number): boolean {
  const ask = owner.asks.get(chunk)
  if (ask === undefined || ask.askedAt + PATIENCE_MS > nowMs) return false
  const rate = owner.flow.perSecond()
  return rate <= 0 || ask.left * 1000 / rate > PATIENCE_MS || owner.lastBytesAt + PATIENCE_MS <= nowMs
}

function fastestOther (state: SwarmState, owner: Channel, chunk: number): Channel | undefined {
  let best: Channel | undefined
  for (const channel of state.channels.values()) {
    if (channel.peer === owner.peer || channel.draining) continue
    if (channel.suspect || channel.trust.state === 'stalled') continue
    // Its window is full of what is less urgent; only what the transport bears is a reason to wait.
    const { inFlight, connection } = channel.flow
    if (!channel.have.has(chunk) || inFlight + state.chunkBytes > connection.windowMaxBytes) continue
    if (best === undefined || channel.flow.perSecond() > best.flow.perSecond()) best = channel
  }
  return best !== undefined && best.flow.perSecond() > owner.flow.perSecond() ? best : undefined
}
