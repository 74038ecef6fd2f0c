/**
 * Everything on Waku. Signals find only the first link of a swarm: one seek and a dial are all that two members need.
 * The desk keeps within budgets (signal-swarm.ts), publishes (signal-outbox.ts), looks up what it missed
 * (signal-catch-up.ts), and hands on what others say, each signal once and none that is stale.
 */
import type { Instant, SwarmNo } from '../ids.ts'
import { LIVE_SIGNAL_MS, MAX_ACTIVE_SWARMS, MAX_SIGNAL_IDS, SEEK_LIFE_MS, SIGNAL_BURST } from '../limits.ts'
import type { SignalBody } from '../pure/signal-body.ts'
import { createAlarms } from './alarms.ts'
import type { Effect } from './effect.ts'
import type { SignalDesk, SignalDeskEvent, SignalDeskOptions } from './parts.ts'
import { createCatchUp } from './signal-catch-up.ts'
import { createOutbox } from './signal-outbox.ts'
import { createSignalSwarm, type SignalSwarm } from './signal-swarm.ts'

type SignalEvent = Extract<SignalDeskEvent, { type: 'signal' }>

/** Swarms remembered although they are over: their budgets outlive a pause. */
const MAX_SILENT_SWARMS = 1_024

/** Creates a desk that listens to nothing. */
export function createSignalDesk (options: SignalDeskOptions): SignalDesk {
  const { random, nextOp } = options
  const alarms = createAlarms()
  const swarms = new Map<SwarmNo, SignalSwarm>()
  /** Swarms whose records are recognised, the longest first; those beyond the bound wait. */
  const listening = new Set<SignalSwarm>()
  const waiting = new Set<SignalSwarm>()
  const seen = new Set<string>()
  const outbox = createOutbox(() => listening, nextOp, random.stream('outbox'), alarms)
  const catchUp = createCatchUp(nextOp, random.stream('catch-up'), alarms)
  let online = true
  let waku: 'up' | 'down' | 'unknown' = 'unknown'

  // ------------------------------------------------------------ which swarms listen

  function listen (swarm: SignalSwarm, now: Instant, out: Effect[]): void {
    if (listening.has(swarm)) return
    waiting.add(swarm)
    if (listening.size >= MAX_ACTIVE_SWARMS) {
      // The one that has listened longest without seeking steps back.
      let victim: SignalSwarm | undefined
      for (const each of listening) if (!each.seeking) victim ??= each
      if (victim === undefined) return
      hush(victim, out)
      waiting.add(victim)
    }
    waiting.delete(swarm)
    const isNew = !hasBucket(swarm.bucket)
    listening.add(swarm)
    swarm.active = true
    if (isNew) watch(out)
    catchUp.begin(swarm.bucket, now, out)
  }

  function hush (swarm: SignalSwarm, out: Effect[]): void {
    waiting.delete(swarm)
    if (!listening.delete(swarm)) return
    swarm.active = false
    if (hasBucket(swarm.bucket)) return
    catchUp.end(swarm.bucket)
    watch(out)
  }

  function hasBucket (bucket: number): boolean {
    for (const swarm of listening) if (swarm.bucket === bucket) return true
    return false
  }

  function watch (out: Effect[]): void {
    const buckets = [...new Set([...listening].map(({ bucket }) => bucket))].sort((a, b) => a - b)
    out.push({ type: 'watch', buckets })
  }

  /** Forgets swarms that have long been silent. */
  function forgetSilent (now: Instant): void {
    if (swarms.size < MAX_ACTIVE_SWARMS + MAX_SILENT_SWARMS) return
    for (const [no, swarm] of swarms) {
      const isOver = !listening.has(swarm) && !waiting.has(swarm)
      if (isOver && swarm.budget.readyAt(SIGNAL_BURST, now.mono) <= now.mono) swarms.delete(no)
    }
  }

  // ------------------------------------------------------------ what others say

  function heard ({ swarm: no, id, sentAtMs, body }: SignalEvent, now: Instant, out: Effect[]): void {
    const swarm = swarms.get(no)
    if (swarm === undefined || !swarm.active || !firstTime(`${no}/${id}`)) return
    if (body.type !== 'holders' && body.from.peer === options.self(swarm.privacy)?.peer) return
    const ageMs = now.wall - sentAtMs
    if (isStale(body, ageMs, now)) return
    swarm.heard(body, ageMs, now)
    switch (body.type) {
      case 'seek': {
        const { from, attempt, failed } = body
        options.onSeek(no, { id, from, attempt, failed, sentAtMs }, now, out)
        break
      }
      case 'offer': options.onOffer(no, body.from, body.haveAll, now, out); break
      case 'holders': options.onHolders(no, body.holders, now, out); break
    }
    outbox.pump(now, out)
  }

  function firstTime (id: string): boolean {
    if (seen.has(id)) return false
    seen.add(id)
    if (seen.size > MAX_SIGNAL_IDS) seen.delete(seen.values().next().value!)
    return true
  }

  function setState (now: Instant, out: Effect[]): void {
    catchUp.setListening(online && waku === 'up', now, out)
    if (online && waku === 'up') outbox.setState('up', now, out)
    else if (!online || waku === 'down') outbox.setState('down', now, out)
  }

  const on = (no: SwarmNo, use: (swarm: SignalSwarm) => void): void => {
    const swarm = swarms.get(no)
    if (swarm !== undefined) use(swarm)
  }

  return {
    activate (no, privacy, bucket, now, out) {
      let swarm = swarms.get(no)
      if (swarm === undefined) {
        forgetSilent(now)
        swarm = createSignalSwarm(no, privacy, bucket, random.stream(`swarm/${no}`), () => options.self(privacy), now)
        swarms.set(no, swarm)
      }
      listen(swarm, now, out)
    },
    deactivate (no, now, out) {
      on(no, swarm => {
        swarm.stopSeeking()
        hush(swarm, out)
      })
      const next = waiting.values().next().value
      if (next !== undefined && listening.size < MAX_ACTIVE_SWARMS) listen(next, now, out)
      outbox.pump(now, out)
    },
    seek (no, failed, now, out) {
      on(no, swarm => {
        swarm.startSeeking(failed, now)
        if (waiting.has(swarm)) listen(swarm, now, out)
      })
      outbox.pump(now, out)
    },
    stopSeeking (no, now, out) {
      on(no, swarm => swarm.stopSeeking())
      outbox.pump(now, out)
    },
    offer (no, seek, haveAll, now, out) {
      on(no, swarm => swarm.addOffer(seek, haveAll, now))
      outbox.pump(now, out)
    },
    tellHolders (no, holders, now, out) {
      on(no, swarm => swarm.tellHolders(holders, now))
      outbox.pump(now, out)
    },
    answered (no, peer) { on(no, swarm => swarm.dropOffers(peer)) },
    handle (event, now, out) {
      switch (event.type) {
        case 'signal': heard(event, now, out); break
        case 'published': outbox.published(event.op, event.ok, now, out); break
        case 'caught-up': catchUp.done(event.op, event.ok, now, out); break
        case 'waku':
          waku = event.state
          setState(now, out)
          break
        case 'online':
          if (event.online === online) break
          online = event.online
          setState(now, out)
          break
        case 'self': outbox.pump(now, out); break
        case 'tick': alarms.ring(now, out); break
      }
    },
    sent: no => swarms.get(no)?.sent ?? 0,
    deadline: () => alarms.next(),
  }
}

/** Offers count for two minutes, seeks until they expire; what claims to come from the future is not believed. */
function isStale (body: SignalBody, ageMs: number, now: Instant): boolean {
  if (ageMs < -LIVE_SIGNAL_MS) return true
  switch (body.type) {
    case 'offer': return ageMs > LIVE_SIGNAL_MS
    case 'seek': return ageMs > SEEK_LIFE_MS || body.expiresAtMs <= now.wall
    case 'holders': return false
  }
}
