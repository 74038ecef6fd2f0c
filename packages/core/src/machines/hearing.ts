import { assertNever, type Instant, type PeerId } from '../ids.ts'
import type { ControlFrame } from '../pure/frame.ts'
import type { Announcer } from './announce.ts'
import type { Channel } from './channel.ts'
import type { Download } from './download-types.ts'
import type { Effect } from './effect.ts'
import type { Finding } from './finding.ts'
import type { Giving } from './giving.ts'
import type { Keeping } from './keeping.ts'
import type { Liveness } from './liveness.ts'
import type { PageExchange } from './page-exchange.ts'
import type { Receipts } from './receipts.ts'
import { say } from './say.ts'
import type { Sealer } from './sealer.ts'
import type { TransferLife } from './transfer-life.ts'

export interface HearingParts {
  readonly announcer: Announcer
  readonly download: Download
  readonly finding: Finding
  readonly giving: Giving
  readonly keeping: Keeping
  readonly life: TransferLife
  readonly liveness: Liveness
  readonly pages: PageExchange
  readonly receipts: Receipts
  readonly sealer: Sealer
  readonly ban: (peer: PeerId, now: Instant, out: Effect[]) => void
}

/** Hands on what members of one swarm say, to whom it concerns. */
export type Hearing = (channel: Channel, frame: ControlFrame, now: Instant, out: Effect[]) => void

export function createHearing (parts: HearingParts): Hearing {
  const { announcer, download, finding, giving, keeping, life, liveness, pages, receipts, sealer, ban } = parts
  return (channel, frame, now, out) => {
    switch (frame.type) {
      case 'have':
        channel.wantedChunks = 0
        if (!download.heard(channel, frame.ranges, now, out)) return ban(channel.peer, now, out)
        keeping.step(now, out)
        return sealer.poke(now, out)
      case 'head': return pages.headHeard(channel, frame.head, now, out)
      case 'want-pages': return pages.wanted(channel, frame.first, frame.count, out)
      case 'request':
        if (!giving.requested(channel, frame.items, now, out)) return ban(channel.peer, now, out)
        return sealer.poke(now, out)
      case 'cancel': return giving.canceled(channel, frame.chunks, now, out)
      case 'refuse': return download.refused(channel, frame.chunks, now, out)
      case 'peers':
        finding.told(frame.peers, frame.relays, now, out)
        // Two who join at the same time hear of each other only by now.
        return announcer.tellPeersSoon(channel, now)
      case 'receipt': return receipts.heard(channel, frame.receipt, out)
      case 'columns': return keeping.columnsHeard(channel, frame, now, out)
      case 'release': return keeping.release.heard(channel, frame.signature, out)
      case 'ping': return say(channel, { type: 'pong', token: frame.token }, out)
      case 'pong':
        liveness.pong(channel, frame.token, now)
        return life.retire(now, out)
      default: return assertNever(frame)
    }
  }
}
