/**
 * The host of one virtual peer: events in, effects out, one timer. It outlives the process it runs: `crash` forgets the
 * machines and every call that was planned for them, the store and the identity stay.
 */
import {
  payloadOf, type Address, type Effect, type Event, type OpNo, type Peer, type PeerId,
  type PrivacyClass,
} from '@passel/core/machines'
import type { HostSettings, HostWorld, LifeEvent, VirtualHost } from './host-types.ts'
import { createVirtualLink } from './link.ts'
import type { LinkHost, VirtualConnection } from './link-types.ts'
import { createReservations } from './reservations.ts'
import { createStoreSide } from './store-side.ts'
import { createVirtualStore } from './store.ts'
import { createVirtualKeeping } from './keeping.ts'
import type { WakuEnd } from './waku.ts'

/** Events that wait for one peer; more is a loop or a flood without a bound. */
const MAX_WAITING = 200_000

const CLASSES: readonly PrivacyClass[] = ['direct', 'relayed']

/** Creates a host whose peer runs; it hears of the network's state at once. */
export function createVirtualHost (world: HostWorld, settings: HostSettings): VirtualHost {
  const { clock, trace, waku, observer } = world
  const { name, site, random } = settings
  const dials = new Map<OpNo, () => void>()
  const counts = new Map<Effect['type'], number>()
  const started = new Set<PrivacyClass>()
  const waiting: Event[] = []
  /** What came over links while the process was suspended. */
  const arrived: (() => void)[] = []
  let run = 0
  let alive = false
  let frozen = false
  let skewMs = settings.skewMs
  let busyUntilMs = 0
  let handling = false
  let disarm = (): void => undefined
  let armedForMs = Infinity
  let peer: Peer

  const id = (privacy: PrivacyClass): PeerId => `${name}-${privacy}`

  function later (ms: number, call: () => void): void {
    const planned = run
    clock.after(ms, () => { if (alive && run === planned) call() })
  }

  const witness = observer.witness?.(() => host)
  const store = world.wrapStore(createVirtualStore(settings.speed, {
    ...(witness !== undefined && { witness }),
    nowMs: () => clock.nowMs,
    later,
    work (ms, work) {
      busyUntilMs = Math.max(busyUntilMs, clock.nowMs) + ms
      later(busyUntilMs - clock.nowMs, work)
    },
  }))
  const linkHost: LinkHost = {
    store,
    emit,
    later,
    refusalMs: () => random.between(1000, 2000),
    corrupt: settings.corrupt,
    forging: settings.forging,
    idle: settings.idle,
    deposited: (...asked) => keeping.keepFor(...asked),
    arrive (look) {
      if (frozen) arrived.push(look)
      else look()
    },
    sliceBytes: world.sliceBytes,
  }
  const link = createVirtualLink(linkHost)
  const reservations = createReservations({ clock, site, id, relayAt: world.relayAt, emit, later, changed: announce })
  const storeSide = createStoreSide(store, link, emit, (swarm, ...kept) => {
    const payload = store.record(swarm)?.payload
    if (payload !== undefined) observer.kept?.(host, payload, ...kept)
  })
  const keeping = createVirtualKeeping({ host: () => host, world, keeper: settings.keeper, start })
  const lived = (what: LifeEvent): void => observer.lived?.(host, what)

  // ------------------------------------------------------------ events and effects

  function emit (event: Event): void {
    if (!alive) return
    waiting.push(event)
    if (waiting.length > MAX_WAITING) throw new Error(`${name} has ${waiting.length} events waiting`)
    if (!handling && !frozen) drain()
  }

  function drain (): void {
    handling = true
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      trace.add(name, event)
      if (event.type === 'page-in') storeSide.pageIn(event.head)
      const out: Effect[] = []
      peer.handle(event, clock.instant(skewMs), out)
      observer.handled?.(host, event, out)
      for (const effect of out) perform(effect)
    }
    handling = false
    arm()
  }

  function arm (): void {
    const deadlineMs = peer.nextDeadline()
    if (deadlineMs === armedForMs) return
    disarm()
    armedForMs = deadlineMs
    if (deadlineMs === Infinity) return
    const planned = run
    disarm = clock.at(deadlineMs, () => {
      armedForMs = Infinity
      if (run === planned) emit({ type: 'tick' })
    })
  }

  function perform (effect: Effect): void {
    counts.set(effect.type, (counts.get(effect.type) ?? 0) + 1)
    switch (effect.type) {
      case 'dial': {
        start(effect.privacy)
        dials.set(effect.op, world.dial(host, effect, failure => {
          dials.delete(effect.op)
          const { op } = effect
          emit(failure === undefined ? { type: 'dialled', op } : { type: 'dial-failed', op, reason: failure })
        }))
        return
      }
      case 'abort-dial': dials.get(effect.op)?.(); return
      case 'reserve': start(effect.privacy); reservations.reserve(effect.privacy, effect.relay); return
      case 'unreserve': reservations.unreserve(effect.privacy, effect.relay); return
      case 'publish': {
        const records = effect.records.flatMap(({ swarm, body }) => {
          const payload = store.record(swarm)?.payload
          return payload === undefined ? [] : [{ payload, body }]
        })
        const answer = (ok: boolean): void => emit({ type: 'published', op: effect.op, ok })
        if (!site.online) later(1000, () => answer(false))
        else waku.publish(wakuEnd, effect.bucket, effect.stored, records, clock.instant(skewMs), answer)
        return
      }
      case 'watch': waku.watch(wakuEnd, effect.buckets); return
      case 'catch-up': {
        const { op, bucket, sinceMs, untilMs } = effect
        const planned = run
        const heard: WakuEnd['heard'] = (...record) => { if (run === planned) wakuEnd.heard(...record) }
        waku.query(wakuEnd, bucket, sinceMs, untilMs, heard, ok => {
          if (run === planned) emit({ type: 'caught-up', op, bucket, untilMs, ok: ok && site.online })
        })
        return
      }
      case 'deposit': keeping.deposit(effect); return
      case 'changed': case 'ended': return
      default: if (!link.run(effect) && !storeSide.run(effect)) throw new TypeError(`nobody does ${effect.type}`)
    }
  }

  const wakuEnd: WakuEnd = {
    name,
    get listening () { return alive && site.online },
    heard ({ payload, body }, recordId, sentAtMs) {
      const swarm = store.of(payload)?.swarm
      if (swarm !== undefined) emit({ type: 'signal', swarm, id: recordId, sentAtMs, body })
    },
    reached (up) { emit({ type: 'waku', state: up ? 'up' : 'down' }) },
  }
  waku.join(wakuEnd)

  // ------------------------------------------------------------ our own addresses

  function start (privacy: PrivacyClass): void {
    if (started.has(privacy)) return
    started.add(privacy)
    announce(privacy)
  }

  function addresses (privacy: PrivacyClass): Address[] {
    const plain = settings.hasNat || privacy === 'relayed' ? [] : [`/dns4/${name}.test/tcp/4001/p2p/${id(privacy)}`]
    return [...plain, ...reservations.addresses(privacy)]
  }

  function announce (privacy: PrivacyClass): void {
    emit({ type: 'self', privacy, peer: id(privacy), addresses: addresses(privacy) })
  }

  // ------------------------------------------------------------ life

  function boot (): void {
    run++
    alive = true
    store.open()
    busyUntilMs = 0
    armedForMs = Infinity
    peer = world.createPeer(random.below(2 ** 32))
    emit({ type: 'set-relays', relays: settings.relays })
    emit({ type: 'online', online: site.online })
    emit({ type: 'waku', state: waku.reaches(wakuEnd) ? 'up' : 'down' })
    for (const stored of store.stored()) {
      start(payloadOf(stored.init).privacy)
      emit({ type: 'add', transfer: stored, bucket: store.record(stored.swarm)!.payload.bucket })
    }
  }

  const host: VirtualHost = {
    name,
    site,
    link,
    store,
    counts,
    get peer () { return peer },
    get alive () { return alive },
    hasNat: settings.hasNat,
    relays: settings.relays,
    id,
    later,
    emit,
    addresses,
    add (payload, init) {
      const record = store.create(payload, init)
      start(payload.privacy)
      const transfer = store.stored().find(({ swarm }) => swarm === record.swarm)!
      emit({ type: 'add', transfer, bucket: payload.bucket })
      return record.swarm
    },
    crash (power = false) {
      if (!alive) return
      alive = false
      frozen = false
      run++
      disarm()
      const wires = [...link.connections.values()].map(({ wire }) => wire)
      link.reset()
      for (const wire of wires) {
        if (power) wire.silence()
        wire.close()
      }
      reservations.reset()
      started.clear()
      dials.clear()
      waiting.length = 0
      arrived.length = 0
      waku.watch(wakuEnd, [])
      store.crash(power ? random : undefined)
      lived(power ? 'power-cut' : 'crash')
    },
    restart () {
      if (alive) return
      boot()
      lived('boot')
    },
    setOnline (online) {
      if (site.online === online) return
      site.online = online
      if (!online) {
        for (const connection of link.connections.values()) {
          connection.wire.silence()
          connection.wire.close()
        }
        reservations.loseAll()
      }
      emit({ type: 'online', online })
      lived(online ? 'online' : 'offline')
    },
    freeze () {
      if (frozen || !alive) return
      frozen = true
      lived('freeze')
    },
    thaw () {
      if (!frozen) return
      frozen = false
      drain()
      for (const look of arrived.splice(0)) look()
      lived('thaw')
    },
    setClock (ms) { skewMs = ms },
  }
  boot()
  return host
}

/** Connections that two peers have with each other, as the first sees them. */
export function connectionsBetween (a: VirtualHost, b: VirtualHost): VirtualConnection[] {
  return [...a.link.connections.values()].filter(({ peer }) => CLASSES.some(privacy => b.id(privacy) === peer))
}
