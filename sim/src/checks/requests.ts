/**
 * What is in flight towards a peer is what it asked for: every send answers a request that still stands, and nobody
 * asks for more than its connection bears. Nothing is said to who has not proven itself.
 */
import { CHUNK_BYTES } from '@passel/core/limits'
import type { ChanNo, ConnNo } from '@passel/core/machines'
import type { Observer, VirtualHost } from '../world/index.ts'
import { leavesOn, type Channels } from './channels.ts'
import type { Properties } from './properties.ts'

const ASKED = 'what is sent was asked for'
const WINDOW = 'what is asked for fits the window'
const PROVEN = 'nothing is said without a proof'

interface Wish { readonly offset: number, readonly end: number }

interface Sides {
  /** What others asked of this peer, by channel and chunk. */
  readonly wished: Map<ChanNo, Map<number, Wish>>
  /** Bytes that this peer has asked for and not yet got, the same way. */
  readonly asked: Map<ChanNo, Map<number, number>>
  readonly windows: Map<ConnNo, number>
}

/** Creates the checks on requests; `channels` must have seen each event before. */
export function checkRequests (properties: Properties, channels: Channels): Observer {
  const byHost = new Map<VirtualHost, Sides>()

  function sidesOf (host: VirtualHost): Sides {
    let sides = byHost.get(host)
    if (sides === undefined) byHost.set(host, sides = { wished: new Map(), asked: new Map(), windows: new Map() })
    return sides
  }

  function within<Value> (map: Map<ChanNo, Map<number, Value>>, chan: ChanNo): Map<number, Value> {
    let inner = map.get(chan)
    if (inner === undefined) map.set(chan, inner = new Map<number, Value>())
    return inner
  }

  /** Bytes asked for on a connection, over all its channels. */
  function inFlight (host: VirtualHost, conn: ConnNo): number {
    let sum = 0
    for (const [chan, asks] of sidesOf(host).asked) {
      if (channels.of(host).get(chan)?.conn !== conn) continue
      for (const left of asks.values()) sum += left
    }
    return sum
  }

  return {
    lived (host, what) {
      if (what === 'crash' || what === 'power-cut') byHost.delete(host)
    },
    handled (host, event, effects) {
      const { wished, asked, windows } = sidesOf(host)
      switch (event.type) {
        case 'conn-up': windows.set(event.conn, event.windowMaxBytes); break
        case 'conn-down': windows.delete(event.conn); break
        case 'left':
          wished.delete(event.chan)
          asked.delete(event.chan)
          break
        case 'bytes-in': {
          const asks = asked.get(event.chan)
          const left = asks?.get(event.chunk)
          if (left === undefined) break
          const rest = left - event.accepted - event.wasted
          if (rest > 0) asks!.set(event.chunk, rest)
          else asks!.delete(event.chunk)
          break
        }
        case 'frame': {
          const { frame, chan } = event
          if (frame.type === 'request') {
            for (const { chunk, offset, length } of frame.items) {
              within(wished, chan).set(chunk, { offset, end: offset + length })
            }
          } else if (frame.type === 'cancel') for (const chunk of frame.chunks) wished.get(chan)?.delete(chunk)
          else if (frame.type === 'refuse') for (const chunk of frame.chunks) asked.get(chan)?.delete(chunk)
          break
        }
        default:
      }
      for (const effect of effects) {
        const chan = leavesOn(effect)
        if (chan === undefined) continue
        const channel = channels.of(host).get(chan)
        properties.always(PROVEN, channel !== undefined || event.type === 'left', () => `${host.name} ${effect.type}`)
        if (effect.type === 'send-chunk') {
          const { chunk, offset, length } = effect
          const wish = wished.get(chan)?.get(chunk)
          const isAsked = wish !== undefined && offset >= wish.offset && offset + length <= wish.end
          properties.always(ASKED, isAsked, () => `${host.name} sends chunk ${chunk} from ${offset}`)
          wished.get(chan)!.delete(chunk)
        }
        if (effect.type !== 'frame') continue
        const { frame } = effect
        if (frame.type === 'cancel') for (const chunk of frame.chunks) asked.get(chan)?.delete(chunk)
        if (frame.type !== 'request' || channel === undefined) continue
        for (const { chunk, length } of frame.items) within(asked, chan).set(chunk, length)
        const bytes = inFlight(host, channel.conn)
        // A window that is empty takes one chunk, however small it has become.
        const most = Math.max(windows.get(channel.conn) ?? 0, CHUNK_BYTES)
        properties.always(WINDOW, bytes <= most, () => `${host.name} asks for ${bytes} bytes, ${most} may fly`)
      }
    },
  }
}
