/**
 * The host turns a peer's effects into calls on ports, and what ports report into events.
 *
 * One loop: take an event, let the peer handle it, do its effects in order, repeat until nothing waits, then arm
 * one alarm. Ports may call back while effects are being done; such events wait their turn, so the peer never
 * sees an event inside another.
 */
import type { Instant, PrivacyClass, SwarmNo } from '../ids.ts'
import type { Effect, HoldEnd } from '../machines/effect.ts'
import type { Event } from '../machines/event.ts'
import type { Peer } from '../machines/peer-types.ts'
import type { Hint } from '../pure/reference.ts'
import type { HostContext, HostedSwarm, HostPorts } from './host-context.ts'
import { createLinkSide } from './link-side.ts'
import { createSignalSide } from './signal-side.ts'
import { createStoreSide } from './store-side.ts'

/** What the engine above wants to hear. */
export interface HostListener {
  /** After each event, once its effects are done. */
  handled (event: Event, now: Instant, effects: readonly Effect[]): void
  changed (swarm: SwarmNo): void
  /** What we kept for others is over, and about to be forgotten. */
  ended (swarm: SwarmNo, reason: HoldEnd): void
  /** A port failed in a way no machine handles; the engine goes on. */
  trouble (where: string, error: unknown): void
}

export interface Host {
  dispatch (event: Event): void
  /** Makes a payload known to links and signals; comes before its `add` event. */
  admit (swarm: HostedSwarm): void
  dismiss (swarm: SwarmNo): void
  /** Starts the node of a privacy class if it is not running; resolves when it is. */
  openLinks (privacy: PrivacyClass): Promise<void>
  /** Where the node of a class can be dialled now; undefined while it is not running. */
  self (privacy: PrivacyClass): Hint | undefined
  close (): Promise<void>
}

export function createHost (ports: HostPorts, peer: Peer, listener: HostListener): Host {
  const swarms = new Map<SwarmNo, HostedSwarm>()
  const waiting: Event[] = []
  const out: Effect[] = []
  let running = false
  let closed = false
  let disarm: (() => void) | undefined
  let armedFor = Infinity

  const context: HostContext = { ports, swarms, dispatch, trouble: listener.trouble }
  const links = createLinkSide(context)
  const store = createStoreSide(context, links)
  const signals = createSignalSide(context)

  function dispatch (event: Event): void {
    if (closed) return
    waiting.push(event)
    if (!running) drain()
  }

  function drain (): void {
    running = true
    try {
      for (let i = 0; i < waiting.length; i++) {
        const event = waiting[i] as Event
        const now = ports.system.now()
        out.length = 0
        store.handling(event)
        peer.handle(event, now, out)
        for (const effect of out) run(effect)
        listener.handled(event, now, out)
      }
    } finally {
      waiting.length = 0
      running = false
    }
    arm()
  }

  /** What one port throws must not keep the effects behind it from being done. */
  function run (effect: Effect): void {
    try {
      if (effect.type === 'changed') listener.changed(effect.swarm)
      else if (effect.type === 'ended') listener.ended(effect.swarm, effect.reason)
      else if (!links.run(effect) && !store.run(effect) && !signals.run(effect)) {
        throw new TypeError(`no side of the host does ${effect.type}`)
      }
    } catch (error) {
      listener.trouble('host', error)
    }
  }

  function arm (): void {
    const deadline = peer.nextDeadline()
    if (deadline === armedFor || closed) return
    disarm?.()
    armedFor = deadline
    if (deadline === Infinity) return
    disarm = ports.system.alarm(deadline - ports.system.now().mono, () => {
      armedFor = Infinity
      dispatch({ type: 'tick' })
    })
  }

  return {
    dispatch,
    admit: (swarm) => {
      swarms.set(swarm.swarm, swarm)
      links.admit(swarm)
    },
    dismiss: (swarm) => {
      links.dismiss(swarm)
      store.dismiss(swarm)
      swarms.delete(swarm)
    },
    openLinks: (privacy) => links.open(privacy),
    self: (privacy) => links.self(privacy),
    close: async () => {
      closed = true
      disarm?.()
      const ends = await Promise.allSettled([links.close(), signals.close()])
      for (const end of ends) if (end.status === 'rejected') listener.trouble('host', end.reason)
      await ports.store.close() // in any case: it holds the home's lock
    }
  }
}

