/**
 * The host's side towards links: one node per privacy class, started when first needed. Both classes number their
 * connections from 0; here they get numbers of one engine-wide space (twice the number, plus the class).
 */
import type { ChanNo, ChunkNo, ConnNo, OpNo, PrivacyClass, SwarmNo } from '../ids.ts'
import { chanNo, connNo } from '../ids.ts'
import { PasselError } from '../errors.ts'
import { DEPOSIT_PATIENCE_MS, KEEPER_REDIAL_MS } from '../limits.ts'
import type { Effect } from '../machines/effect.ts'
import type { DialFailure, LinkListener, LinkPort } from '../ports.ts'
import type { Head } from '../pure/page.ts'
import type { Hint } from '../pure/reference.ts'
import type { HostContext, HostedSwarm } from './host-context.ts'

const CLASSES: readonly PrivacyClass[] = ['direct', 'relayed']

/** A page that arrived with the event being handled. */
export interface PageIn { readonly chan: ChanNo, readonly head: Head, readonly bytes: Uint8Array }

export interface LinkSide {
  /** Does the effect if it is one for links. */
  run (effect: Effect): boolean
  open (privacy: PrivacyClass): Promise<void>
  admit (swarm: HostedSwarm): void
  dismiss (swarm: SwarmNo): void
  /** Where the node of a class can be dialled now; undefined while it is not running. */
  self (privacy: PrivacyClass): Hint | undefined
  swarmOf (chan: ChanNo): SwarmNo | undefined
  /** The link of a channel, and the channel's number there; undefined when it is closed. */
  at (chan: ChanNo): { readonly port: LinkPort, readonly chan: ChanNo } | undefined
  recycle (swarm: SwarmNo, buffer: ArrayBuffer): void
  /** Forgets the slices gathered of a chunk. */
  dropPartial (swarm: SwarmNo, chunk: ChunkNo): void
  /** Set by the store side: takes chunks and pages over from the link. */
  onChunk: (swarm: SwarmNo, chunk: number, buffer: ArrayBuffer) => void
  onPage: (page: PageIn) => void
  /** Set by the store side: takes the bytes of a chunk back that the link is done with. */
  onChunkOut: (chan: ChanNo, chunk: ChunkNo) => void
  close (): Promise<void>
}

export function createLinkSide (context: HostContext): LinkSide {
  const opening = new Map<PrivacyClass, Promise<LinkPort>>()
  const open = new Map<PrivacyClass, LinkPort>()
  const channels = new Map<ChanNo, SwarmNo>()
  const dials = new Map<OpNo, AbortController>()

  const classOf = (no: ConnNo | ChanNo): PrivacyClass => CLASSES[no & 1] as PrivacyClass
  const local = (no: number): number => Math.floor(no / 2)
  const global = (no: number, privacy: PrivacyClass): number => no * 2 + CLASSES.indexOf(privacy)

  function listenerFor (privacy: PrivacyClass): LinkListener {
    const conn = (no: ConnNo): ConnNo => connNo(global(no, privacy))
    const chan = (no: ChanNo): ChanNo => chanNo(global(no, privacy))
    const { dispatch } = context
    return {
      connUp: (no, peer, path, dialled, windowMaxBytes, address) =>
        dispatch({ type: 'conn-up', conn: conn(no), privacy, peer, path, dialled, windowMaxBytes, address }),
      connDown: (no) => dispatch({ type: 'conn-down', conn: conn(no) }),
      joined: (no, channel, swarm, by) => {
        channels.set(chan(channel), swarm)
        dispatch({ type: 'joined', conn: conn(no), chan: chan(channel), swarm, by })
      },
      joinRefused: (no, swarm) => dispatch({ type: 'join-refused', conn: conn(no), swarm }),
      left: (channel, reason) => {
        channels.delete(chan(channel))
        dispatch({ type: 'left', chan: chan(channel), reason })
      },
      frame: (channel, frame) => dispatch({ type: 'frame', chan: chan(channel), frame }),
      page: (channel, head, bytes) => side.onPage({ chan: chan(channel), head, bytes }),
      bytesIn: (channel, chunk, accepted, wasted, filled) =>
        dispatch({ type: 'bytes-in', chan: chan(channel), chunk, accepted, wasted, filled }),
      chunkIn: (swarm, chunk, buffer, senders) => {
        side.onChunk(swarm, chunk, buffer)
        dispatch({ type: 'chunk-in', swarm, chunk, senders: senders.map(chan) })
      },
      chunkOut: (channel, chunk, sentBytes, outcome) => {
        side.onChunkOut(chan(channel), chunk)
        dispatch({ type: 'chunk-out', chan: chan(channel), chunk, sentBytes, outcome })
      },
      deposit: async (...asked) =>
        await context.ports.keeper?.(privacy, ...asked) ?? { accepted: false, reason: 'not-a-keeper' },
      relay: (relay, state, address) => {
        dispatch({ type: 'relay', privacy, relay, state, ...(address === undefined ? {} : { address }) })
        announceSelf(privacy)
      }
    }
  }

  function announceSelf (privacy: PrivacyClass): void {
    const port = open.get(privacy)
    if (port !== undefined) context.dispatch({ type: 'self', privacy, peer: port.self, addresses: port.addresses() })
  }

  async function start (privacy: PrivacyClass): Promise<LinkPort> {
    const port = await context.ports.createLink(privacy, listenerFor(privacy))
    open.set(privacy, port)
    for (const swarm of context.swarms.values()) if (swarm.privacy === privacy) port.admit(swarm)
    announceSelf(privacy)
    return port
  }

  function ensure (privacy: PrivacyClass): Promise<LinkPort> {
    let port = opening.get(privacy)
    if (port === undefined) {
      port = start(privacy)
      opening.set(privacy, port)
      port.catch((error: unknown) => {
        opening.delete(privacy)
        context.trouble('links', error)
      })
    }
    return port
  }

  function dial (effect: Effect & { type: 'dial' }): void {
    const abort = new AbortController()
    let failure: DialFailure = 'refused'
    const stop = context.ports.system.alarm(effect.timeoutMs, () => {
      failure = 'timeout'
      abort.abort(new PasselError('canceled', 'the dial took too long'))
    })
    dials.set(effect.op, abort)
    ensure(effect.privacy)
      .then((port) => port.dial(effect.peer, effect.addresses, effect.path, abort.signal))
      .then(
        () => context.dispatch({ type: 'dialled', op: effect.op }),
        (error: unknown) => {
          context.dispatch({ type: 'dial-failed', op: effect.op, reason: dialFailure(error) ?? failure })
        }
      )
      .finally(() => {
        stop()
        dials.delete(effect.op)
      })
  }

  function deposit (effect: Effect & { type: 'deposit' }): void {
    const { op, swarm, peer, addresses, columns, bytes, grant } = effect
    const hosted = context.swarms.get(swarm)
    if (hosted === undefined) return
    const { privacy, held } = hosted
    const abort = new AbortController()
    const stop = context.ports.system.alarm(DEPOSIT_PATIENCE_MS, () => abort.abort())
    const self = side.self(privacy)
    const hints = [...self === undefined ? [] : [self], ...held.hints.filter((hint) => hint.peer !== self?.peer)]
    ensure(privacy)
      .then((port) => port.deposit(
        peer, addresses, { payload: { ...held, hints }, columns, bytes, ...(grant !== undefined && { grant }) },
        abort.signal
      ))
      .then(
        (answer) => context.dispatch({ type: 'deposited', op, swarm, answer }),
        () => {
          const answer = { accepted: false, reason: 'unreachable', retryMs: KEEPER_REDIAL_MS } as const
          context.dispatch({ type: 'deposited', op, swarm, answer })
        }
      )
      .finally(stop)
  }

  function withPort (privacy: PrivacyClass, use: (port: LinkPort) => void): void {
    ensure(privacy).then(use).catch((error: unknown) => context.trouble('links', error))
  }

  function portOf (no: ConnNo | ChanNo): LinkPort | undefined {
    return open.get(classOf(no))
  }

  const side: LinkSide = {
    run: (effect) => {
      switch (effect.type) {
        case 'dial': dial(effect); return true
        case 'abort-dial': dials.get(effect.op)?.abort(); return true
        case 'hang-up': portOf(effect.conn)?.hangUp(connNo(local(effect.conn))); return true
        case 'join': portOf(effect.conn)?.join(connNo(local(effect.conn)), effect.swarm, effect.opening); return true
        case 'leave': portOf(effect.chan)?.leave(chanNo(local(effect.chan)), effect.reason); return true
        case 'frame': portOf(effect.chan)?.sendFrame(chanNo(local(effect.chan)), effect.frame); return true
        case 'expect':
          portOf(effect.chan)?.expect(chanNo(local(effect.chan)), effect.chunk, effect.chunkBytes, effect.alone)
          return true
        case 'deposit': deposit(effect); return true
        case 'reserve': withPort(effect.privacy, (port) => port.reserve(effect.relay)); return true
        case 'unreserve': withPort(effect.privacy, (port) => port.unreserve(effect.relay)); return true
        default: return false
      }
    },
    open: async (privacy) => { await ensure(privacy) },
    admit: (swarm) => { open.get(swarm.privacy)?.admit(swarm) },
    dismiss: (swarm) => { for (const port of open.values()) port.dismiss(swarm) },
    self: (privacy) => {
      const port = open.get(privacy)
      return port === undefined ? undefined : { peer: port.self, addresses: port.addresses() }
    },
    swarmOf: (chan) => channels.get(chan),
    at: (chan) => {
      const port = portOf(chan)
      return port === undefined || !channels.has(chan) ? undefined : { port, chan: chanNo(local(chan)) }
    },
    recycle: (swarm, buffer) => {
      const privacy = context.swarms.get(swarm)?.privacy
      if (privacy !== undefined) open.get(privacy)?.recycle(buffer)
    },
    dropPartial: (swarm, chunk) => { for (const port of open.values()) port.drop(swarm, chunk) },
    onChunk: () => { /* nothing comes in before the store side is there */ },
    onPage: () => { /* as above */ },
    onChunkOut: () => { /* as above */ },
    close: async () => {
      for (const abort of dials.values()) abort.abort()
      await Promise.all([...opening.values()].map(async (port) => {
        try {
          await (await port).close()
        } catch (error) {
          context.trouble('links', error)
        }
      }))
    }
  }
  return side
}

/** Links reject a dial with the reason in `code`; anything else is told by whether the time ran out. */
function dialFailure (error: unknown): DialFailure | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return code === 'timeout' || code === 'refused' || code === 'unreachable' || code === 'no-address' ? code : undefined
}
