/**
 * Peers that are members and mean harm, or are broken. They run the real machines; what these want done is tampered
 * with on its way out, so a liar knows all that an honest member knows.
 */
import {
  assertNever, type ChanNo, chunkNo, type Effect, type Event, type Instant, pageNo, type Peer, type PeerOptions,
  type SwarmNo,
} from '@passel/core/machines'
import { CHUNK_BYTES, MAX_REQUEST_ITEMS } from '@passel/core/limits'
import type { Head } from '@passel/core/pure'

/** The first two are settings of the world's peers (`corrupt`, `forging`): machines never see bytes. */
export const MISBEHAVIOURS = [
  'wrong-bytes', 'false-pages', 'false-heads', 'false-haves', 'refuses', 'stalls', 'floods',
] as const
export type Misbehaviour = typeof MISBEHAVIOURS[number]

type CreatePeer = (options: PeerOptions) => Peer

/** Chunks that a liar claims to have while it knows of no page. */
const CLAIMED_CHUNKS = 64
/** Milliseconds between two floods, and frames of each kind in one. */
const FLOOD_MS = 100
const FLOOD_FRAMES = 8

/** Makes the machines of a peer that misbehaves. */
export function misbehaving (createPeer: CreatePeer, how: Misbehaviour): CreatePeer {
  return options => {
    const inner = createPeer(options)
    const tamper = tamperer(how, inner)
    return {
      handle (event, now, out) {
        const wanted: Effect[] = []
        tamper.handle(event, now, wanted)
        out.push(...wanted)
      },
      nextDeadline: () => Math.min(inner.nextDeadline(), tamper.nextDeadline()),
      snapshot: swarm => inner.snapshot(swarm),
    }
  }
}

function tamperer (how: Misbehaviour, inner: Peer): Pick<Peer, 'handle' | 'nextDeadline'> {
  const open = new Map<ChanNo, SwarmNo>()
  let floodAt = Infinity

  /** Lets the machines handle it, and passes on what `change` makes of each effect. */
  function pass (event: Event, now: Instant, out: Effect[], change: (effect: Effect) => Effect | undefined): void {
    const wanted: Effect[] = []
    inner.handle(event, now, wanted)
    for (const effect of wanted) {
      const changed = change(effect)
      if (changed !== undefined) out.push(changed)
    }
  }

  const claim = (chan: ChanNo, swarm: SwarmNo): Effect => {
    const count = Math.max(inner.snapshot(swarm)?.chunks.known ?? 0, CLAIMED_CHUNKS)
    return { type: 'frame', chan, frame: { type: 'have', ranges: [{ first: chunkNo(0), count }] } }
  }

  function flood (out: Effect[]): void {
    const items = Array.from({ length: MAX_REQUEST_ITEMS }, (_, at) => (
      { chunk: chunkNo(at), offset: 0, length: CHUNK_BYTES }
    ))
    for (const chan of open.keys()) {
      for (let frame = 0; frame < FLOOD_FRAMES; frame++) {
        out.push({ type: 'frame', chan, frame: { type: 'ping', token: frame } })
        out.push({ type: 'frame', chan, frame: { type: 'want-pages', first: pageNo(0), count: 4 } })
        out.push({ type: 'frame', chan, frame: { type: 'request', items } })
      }
    }
  }

  return {
    nextDeadline: () => floodAt,
    handle (event, now, out) {
      if (event.type === 'joined') open.set(event.chan, event.swarm)
      if (event.type === 'left') open.delete(event.chan)
      switch (how) {
        case 'wrong-bytes': case 'false-pages': return pass(event, now, out, effect => effect)
        case 'stalls': return pass(event, now, out, effect => effect.type === 'send-chunk' ? undefined : effect)
        case 'refuses': {
          if (event.type !== 'frame' || event.frame.type !== 'request') return pass(event, now, out, effect => effect)
          const chunks = event.frame.items.map(({ chunk }) => chunk)
          out.push({ type: 'frame', chan: event.chan, frame: { type: 'refuse', chunks } })
          return
        }
        case 'false-haves':
          pass(event, now, out, effect => isRefusal(effect) ? undefined : effect)
          if (event.type === 'joined') out.push(claim(event.chan, event.swarm))
          return
        case 'false-heads': return pass(event, now, out, forged)
        case 'floods':
          pass(event, now, out, effect => effect)
          if (now.mono >= floodAt) {
            flood(out)
            floodAt = Infinity
          }
          if (floodAt === Infinity && open.size > 0) floodAt = now.mono + FLOOD_MS
          return
        default: assertNever(how)
      }
    },
  }
}

const isRefusal = (effect: Effect): boolean => effect.type === 'frame' && effect.frame.type === 'refuse'

/** The same head for another page block. */
function forged (effect: Effect): Effect {
  if (effect.type !== 'frame' || effect.frame.type !== 'head') return effect
  const head: Head = { ...effect.frame.head, digest: effect.frame.head.digest.map(byte => byte ^ 1) }
  return { ...effect, frame: { type: 'head', head } }
}
