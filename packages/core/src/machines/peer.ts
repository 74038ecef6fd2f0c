/**
 * All machines of one engine behind one synchronous face: routes each event to the machine it concerns and collects the
 * effects. It owns the set of swarms and what the application set; everything else belongs to a machine.
 */
import { assertNever, opNo, type Instant, type OpNo, type PrivacyClass, type SwarmNo } from '../ids.ts'
import type { Hint } from '../pure/reference.ts'
import { createAdmission } from './admission.ts'
import { createAlarms } from './alarms.ts'
import type { Channel } from './channel.ts'
import { createConnector } from './connector.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { createIntake } from './intake.ts'
import { createJoining } from './joining.ts'
import { createKeepers } from './keepers.ts'
import { createLinks } from './links.ts'
import { createLiveness } from './liveness.ts'
import type { Connection, PeerParts } from './parts.ts'
import type { Peer, PeerOptions } from './peer-types.ts'
import { createRandom } from './random.ts'
import { createRelayTender } from './relay-tender.ts'
import { createSignalDesk } from './signal-desk.ts'
import { isLonely, payloadOf, type Shared } from './swarm-state.ts'
import { createSwarm, type StoreEvent, type Swarm } from './swarm.ts'
import { createUplink } from './uplink.ts'

const PARTS: PeerParts = { connector: createConnector, relayTender: createRelayTender, signalDesk: createSignalDesk }
const CLASSES: readonly PrivacyClass[] = ['direct', 'relayed']

type ChannelEvent = Extract<Event, { type: 'frame' | 'bytes-in' | 'chunk-out' | 'page-in' }>

/** Creates a peer without transfers. `parts` replaces machines that find connections, for tests. */
export function createPeer (options: PeerOptions, parts: PeerParts = PARTS): Peer {
  const random = createRandom(options.seed)
  const alarms = createAlarms()
  const swarms = new Map<SwarmNo, Swarm>()
  const selves = new Map<PrivacyClass, Hint>()
  const stays = new Set<PrivacyClass>()
  const ended: SwarmNo[] = []
  let ops = 0
  let lastNow: Instant = { mono: 0, wall: 0 }

  const nextOp = (): OpNo => opNo(++ops)
  const self = (privacy: PrivacyClass): Hint | undefined => selves.get(privacy)

  const links = createLinks({
    ask: (channel, most, now, out) => swarms.get(channel.swarm)?.download.ask(channel, most, now, out) ?? 0,
    onLeft: (channel, reason, now, out) => {
      const swarm = swarms.get(channel.swarm)
      swarm?.left(channel, reason, now, out)
      swarm?.touched(now, out)
    },
  })
  const intake = createIntake(alarms, (channel, now, out) => links.fill(channel.flow, now, out))
  const uplink = createUplink(alarms)
  const tender = parts.relayTender({ random })
  const connector = parts.connector({
    random,
    nextOp,
    self: (privacy) => selves.get(privacy)?.peer,
    // A member who runs a relay would see who dials through it: class `relayed` trusts the application's list alone.
    mayDial: (privacy, address) => privacy === 'direct' || tender.trusts(address),
    onReady: (connection, now, out) => ready(connection, now, out),
    onReplaced: (_old, better, now, out) => joining.ready(better, now, out),
    onDoubted: ({ conn }, now, out) => liveness.doubt(conn, now, out),
    onUnreachable: (swarm, peer, now, out) => swarms.get(swarm)?.finding.unreachable(peer, now, out),
  })
  const desk = parts.signalDesk({
    random,
    nextOp,
    self: reachableSelf,
    onSeek: (swarm, seek, now, out) => swarms.get(swarm)?.finding.seekHeard(seek, now, out),
    onOffer: (swarm, from, _haveAll, now, out) => swarms.get(swarm)?.finding.offerHeard(from, now, out),
    onHolders: (swarm, holders, now, out) => swarms.get(swarm)?.finding.told(holders, [], now, out),
  })
  const joining = createJoining({
    alarms,
    wantedOn: (conn) => connector.wantedOn(conn),
    open: (privacy) => connector.open(privacy),
    lonely: (privacy) => [...swarms.values()].flatMap(({ state }) => isLonely(state, privacy) ? [state.no] : []),
    opening: (swarm) => swarms.get(swarm)?.opening() ?? [],
    wantsLink: (swarm, peer) => swarms.get(swarm)?.wantsLink(peer) ?? false,
  })
  const liveness = createLiveness(alarms, links, (conn, now, out) => connector.silent(conn, now, out))
  const keepers = createKeepers(random)
  const shared = {
    random, alarms, links, intake, uplink, connector, tender, desk, nextOp,
    keepers,
    ended: (swarm) => { ended.push(swarm) },
    admission: createAdmission(options.maxActive),
    self: reachableSelf,
    online: true as boolean,
  } satisfies Shared

  /** Addresses of reservations may be known to the tender a moment before the host tells of them. */
  function reachableSelf (privacy: PrivacyClass): Hint | undefined {
    const known = self(privacy)
    if (known === undefined) return undefined
    const relayed = tender.addresses(privacy).filter((address) => !known.addresses.includes(address))
    return relayed.length === 0 ? known : { peer: known.peer, addresses: [...known.addresses, ...relayed] }
  }

  function tendRelays (now: Instant, out: Effect[]): void {
    for (const privacy of CLASSES) {
      const runs = ({ state, finding }: Swarm): boolean => finding.running && state.payload.privacy === privacy
      tender.need(privacy, stays.has(privacy) || [...swarms.values()].some(runs), now, out)
    }
  }

  function add (event: Extract<Event, { type: 'add' }>, now: Instant, out: Effect[]): void {
    const no = event.transfer.swarm
    if (swarms.has(no)) return
    const { privacy } = payloadOf(event.transfer.init)
    const joinOpen = (swarm: SwarmNo, at: Instant, effects: Effect[]): void =>
      joining.tryOpen(swarm, privacy, at, effects)
    const swarm = createSwarm({ stored: event.transfer, bucket: event.bucket, shared, liveness, joinOpen }, now)
    swarms.set(no, swarm)
    swarm.life.start(now, out)
  }

  function remove (swarm: Swarm, now: Instant, out: Effect[]): void {
    const { no } = swarm.state
    swarm.life.remove(now, out)
    swarms.delete(no)
    joining.forget(no)
    uplink.forgetSwarm(no)
    connector.forget(no, now, out)
    out.push({ type: 'forget', swarm: no })
  }

  function toSwarm (event: Extract<Event, { swarm: SwarmNo }>, now: Instant, out: Effect[]): void {
    const swarm = swarms.get(event.swarm)
    if (swarm === undefined) return
    switch (event.type) {
      case 'remove': return remove(swarm, now, out)
      case 'pause': swarm.life.pause(now, out); break
      case 'resume': swarm.life.resume(now, out); break
      case 'release': swarm.keeping.release.wish(out); break
      case 'keep-columns': swarm.life.keepColumns(event.columns, now, out); break
      case 'read-ahead': swarm.download.read(event.first, event.count, now, out); break
      case 'chunk-in': {
        const senders = event.senders.flatMap((chan) => links.channels.get(chan) ?? [])
        swarm.download.chunkIn(event.chunk, senders, now, out)
        break
      }
      case 'joined': case 'join-refused': case 'signal': return
      default: swarm.store(event satisfies StoreEvent, now, out)
    }
    swarm.touched(now, out)
  }

  function toChannel (event: ChannelEvent, now: Instant, out: Effect[]): void {
    const channel = links.channels.get(event.chan)
    const swarm = channel === undefined ? undefined : swarms.get(channel.swarm)
    if (channel === undefined || swarm === undefined) return
    channel.flow.heardAt = now.mono
    switch (event.type) {
      case 'frame': swarm.frame(channel, event.frame, now, out); break
      case 'page-in': swarm.pages.pageIn(channel, event.head, now, out); break
      case 'bytes-in':
        if (event.accepted > 0) noteMoved(channel)
        swarm.download.bytesIn(channel, event, now, out)
        break
      case 'chunk-out':
        if (event.sentBytes > 0) noteMoved(channel)
        swarm.giving.out(channel, event.chunk, event.sentBytes, event.outcome, now, out)
        break
    }
    swarm.touched(now, out)
  }

  function noteMoved (channel: Channel): void {
    if (channel.moved) return
    channel.moved = true
    connector.moved(channel.flow.conn)
  }

  function ready (connection: Connection, now: Instant, out: Effect[]): void {
    const flow = links.flows.get(connection.conn)
    for (const channel of flow === undefined ? [] : [...links.on(flow)]) {
      const swarm = swarms.get(channel.swarm)
      swarm?.restored(channel, now, out)
      swarm?.touched(now, out)
    }
    joining.ready(connection, now, out)
  }

  function joined (event: Extract<Event, { type: 'joined' }>, now: Instant, out: Effect[]): void {
    joining.joined(event.conn, event.swarm)
    const swarm = swarms.get(event.swarm)
    const channel = links.open(event.chan, event.conn, event.swarm, now)
    if (channel === undefined || swarm === undefined) {
      if (channel === undefined) out.push({ type: 'leave', chan: event.chan, reason: 'surplus' })
      else links.leave(channel, 'done', now, out)
      return
    }
    swarm.joined(channel, event.by, now, out)
    swarm.touched(now, out)
  }

  function handle (event: Event, now: Instant, out: Effect[]): void {
    switch (event.type) {
      case 'add': add(event, now, out); return tendRelays(now, out)
      case 'remove': case 'pause': case 'resume': toSwarm(event, now, out); return tendRelays(now, out)
      case 'set-rates':
        uplink.setRate(event.uploadBytesPerSecond, now, out)
        return intake.setRate(event.downloadBytesPerSecond, now)
      case 'set-keepers':
        keepers.set(event.privacy, event.keepers, event.grant)
        for (const swarm of swarms.values()) swarm.keeping.step(now, out)
        return
      case 'set-relays': return tender.setRelays(event.relays, now, out)
      case 'stay-reachable':
        if (event.wanted) stays.add(event.privacy)
        else stays.delete(event.privacy)
        return tendRelays(now, out)
      case 'self':
        selves.set(event.privacy, { peer: event.peer, addresses: event.addresses })
        tender.handle(event, now, out)
        connector.handle(event, now, out)
        desk.handle(event, now, out)
        for (const swarm of swarms.values()) {
          if (swarm.state.payload.privacy === event.privacy) swarm.readdressed(now, out)
        }
        return
      case 'online':
        shared.online = event.online
        tender.handle(event, now, out)
        connector.handle(event, now, out)
        desk.handle(event, now, out)
        for (const swarm of swarms.values()) {
          if (event.online) swarm.finding.visit(now, out)
          swarm.touched(now, out)
        }
        return
      case 'conn-up':
        links.up(event, now)
        tender.handle(event, now, out)
        return connector.handle(event, now, out)
      case 'conn-down':
        links.down(event.conn, now, out)
        joining.down(event.conn)
        liveness.down(event.conn)
        tender.handle(event, now, out)
        return connector.handle(event, now, out)
      case 'dialled': case 'dial-failed': return connector.handle(event, now, out)
      case 'joined':
        connector.handle(event, now, out)
        return joined(event, now, out)
      case 'join-refused':
        joining.refused(event.conn, event.swarm, now)
        swarms.get(event.swarm)?.keeping.refused(links.flows.get(event.conn)?.connection.peer, now)
        return connector.handle(event, now, out)
      case 'left':
        links.left(event.chan, event.reason, now, out)
        return connector.handle(event, now, out)
      case 'relay':
        tender.handle(event, now, out)
        return connector.handle(event, now, out)
      case 'frame': case 'bytes-in': case 'chunk-out': case 'page-in': return toChannel(event, now, out)
      case 'release': case 'keep-columns': case 'deposited': case 'probed': case 'columns-set':
      case 'release-signed': case 'release-checked':
      case 'read-ahead': case 'chunk-in': case 'kept': case 'page-checked': case 'head-checked': case 'sealed':
      case 'parity-sealed': case 'rebuilt':
      case 'page-signed': case 'finished': case 'receipt-signed': case 'receipt-checked': case 'store-failed':
        return toSwarm(event, now, out)
      case 'signal': case 'published': case 'caught-up': case 'waku': return desk.handle(event, now, out)
      case 'tick': return tick(now, out)
      default: return assertNever(event)
    }
  }

  function tick (now: Instant, out: Effect[]): void {
    alarms.ring(now, out)
    const event = { type: 'tick' } as const
    if (connector.deadline() <= now.mono) connector.handle(event, now, out)
    if (tender.deadline() <= now.mono) tender.handle(event, now, out)
    if (desk.deadline() <= now.mono) desk.handle(event, now, out)
  }

  const atStart: Instant = { mono: 0, wall: 0 }
  uplink.setRate(options.uploadBytesPerSecond, atStart, [])
  intake.setRate(options.downloadBytesPerSecond, atStart)

  return {
    handle (event, now, out) {
      lastNow = now
      handle(event, now, out)
      for (const no of ended.splice(0)) {
        const swarm = swarms.get(no)
        if (swarm !== undefined) remove(swarm, now, out)
      }
    },
    nextDeadline: () => Math.min(alarms.next(), connector.deadline(), tender.deadline(), desk.deadline()),
    snapshot: (swarm) => swarms.get(swarm)?.snapshot(lastNow),
  }
}
