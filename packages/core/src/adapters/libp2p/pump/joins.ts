/**
 * The join handshakes of one connection (DESIGN 5.1). Each side numbers the channels it opens, the connection's
 * dialler odd and its listener even, always upwards: a number below the highest seen is one that closed.
 *
 * A refusal tells nothing: whoever names a swarm we do not have is refused after the same steps and the same random
 * wait as one who proves a wrong key.
 *
 * Both sides may open a channel for one swarm at the same time. Then the connection's dialler refuses, its listener
 * accepts, and the listener's own attempt ends without a word.
 */
import type { SwarmNo } from '../../../ids.ts'
import {
  MAX_CHANNELS, MAX_UNPROVEN_CHANNELS, MAX_WAITING_JOINS, REFUSAL_MS, UNPROVEN_TIMEOUT_MS,
} from '../../../limits.ts'
import type { SwarmKeys } from '../../../ports.ts'
import type { JoinFrame, OpeningFrame } from '../../../pure/frame.ts'
import { hourOf, JOIN_BYTES, proof, sameProof, swarmName, type JoinRole } from '../../../pure/join-proof.ts'
import type { Hub } from './hub.ts'
import type { Joining } from './join-state.ts'
import type { Violation } from './violation.ts'

export interface JoinsOptions {
  readonly hub: Hub
  /** Multihash bytes of the other side's id. */
  readonly farId: Uint8Array
  /** Whether we dialled the connection. */
  readonly dialled: boolean
  readonly send: (channel: number, frame: JoinFrame | OpeningFrame) => void
  /** `opening`: what we have asked for already. */
  readonly joined: (
    channel: number, swarm: SwarmNo, by: 'us' | 'them', opening: readonly OpeningFrame[]
  ) => void
  readonly refused: (swarm: SwarmNo) => void
  readonly violate: (what: Violation) => void
  /** Channels that are proven. */
  readonly proven: { readonly size: number, has (swarm: SwarmNo): boolean }
}

export interface Joins {
  /** Opens a channel for a swarm, and asks for the first things; or waits for a place among the unproven ones. */
  start (swarm: SwarmNo, opening: readonly OpeningFrame[]): void
  /** Takes a frame of the handshake. */
  frame (channel: number, frame: JoinFrame): void
  /** What a channel that is not proven is: a frame of another kind is out of place in the first two. */
  placeOf (channel: number): 'unheard-of' | 'proving' | 'refusing' | 'over'
  /** Forgets our attempts at a swarm. */
  dismiss (swarm: SwarmNo): void
  close (): void
}

export function createJoins ({ hub, farId, dialled, send, joined, refused, violate, proven }: JoinsOptions): Joins {
  const { system } = hub
  const joining = new Map<number, Joining>()
  const waiting = new Map<SwarmNo, readonly OpeningFrame[]>()
  let nextOwn = dialled ? 1 : 2
  let highestTheirs = 0

  const isOurs = (channel: number): boolean => channel % 2 === nextOwn % 2
  /** The last channel that was opened by the side that opens such numbers. */
  const highest = (channel: number): number => isOurs(channel) ? nextOwn - 2 : highestTheirs
  const unproven = (by: Joining['by']): number => [...joining.values()].filter((it) => it.by === by).length
  const underWay = (swarm: SwarmNo): boolean => [...joining.values()].some((it) => it.by === 'us' && it.swarm === swarm)

  function start (swarm: SwarmNo, opening: readonly OpeningFrame[]): void {
    if (proven.has(swarm) || underWay(swarm)) return
    const keys = hub.swarms.get(swarm)
    if (keys === undefined || waiting.size >= MAX_WAITING_JOINS) return refused(swarm)
    if (unproven('us') >= MAX_UNPROVEN_CHANNELS) waiting.set(swarm, opening)
    else open(keys, opening)
  }

  function open ({ swarm, swarmId, linkKey }: SwarmKeys, opening: readonly OpeningFrame[]): void {
    const channel = nextOwn
    nextOwn += 2
    const name = swarmName(swarmId, farId, hourOf(system.now().wall))
    const nonce = system.randomBytes(JOIN_BYTES)
    const mac = (role: JoinRole): Uint8Array => proof(linkKey, role, name, nonce, hub.selfId, farId)
    const cancel = system.alarm(UNPROVEN_TIMEOUT_MS, () => {
      send(channel, { type: 'close', reason: 'done' })
      fail(channel, swarm)
    })
    joining.set(channel, { by: 'us', swarm, expected: mac('listen'), opening, cancel })
    send(channel, { type: 'open', name, nonce, mac: mac('dial') })
    for (const frame of opening) send(channel, frame)
  }

  /** Ends an attempt of ours; says so unless the swarm was joined from the other side meanwhile. */
  function fail (channel: number, swarm: SwarmNo): void {
    forget(channel)
    if (!proven.has(swarm)) refused(swarm)
  }

  function forget (channel: number): void {
    joining.get(channel)?.cancel()
    joining.delete(channel)
    for (const [swarm, opening] of waiting) {
      if (unproven('us') >= MAX_UNPROVEN_CHANNELS) break
      waiting.delete(swarm)
      start(swarm, opening)
    }
  }

  /** The one who opens the channel proves first, and gets no proof of ours for a wrong one. */
  function opened (channel: number, { name, nonce, mac }: JoinFrame & { type: 'open' }): void {
    if (isOurs(channel) || channel <= highestTheirs) return violate('channel-number')
    highestTheirs = channel
    if (unproven('them') >= MAX_UNPROVEN_CHANNELS) return violate('too-many-unproven')
    const keys = acceptable(name)
    const key = keys?.linkKey ?? nonce // an unknown swarm costs the same work
    const good = sameProof(mac, proof(key, 'dial', name, nonce, farId, hub.selfId))
    if (keys !== undefined && good) {
      send(channel, { type: 'proof', mac: proof(keys.linkKey, 'listen', name, nonce, farId, hub.selfId) })
      return joined(channel, keys.swarm, 'them', [])
    }
    if (keys !== undefined) hub.count('bad-proof')
    const spread = (system.randomBytes(1)[0] as number) / 256 * REFUSAL_MS
    const cancel = system.alarm(REFUSAL_MS + spread, () => refuse(channel))
    joining.set(channel, { by: 'them', cancel })
  }

  /** The keys of the swarm they named, unless there is a reason to have none of it. */
  function acceptable (name: Uint8Array): SwarmKeys | undefined {
    const swarm = hub.find(name)
    const keys = swarm === undefined ? undefined : hub.swarms.get(swarm)
    return keys !== undefined && isStillFree(keys) && proven.size < MAX_CHANNELS ? keys : undefined
  }

  function isStillFree (keys: SwarmKeys): boolean {
    return hub.swarms.has(keys.swarm) && !proven.has(keys.swarm) && !(dialled && underWay(keys.swarm))
  }

  function refuse (channel: number): void {
    forget(channel)
    send(channel, { type: 'close', reason: 'refused' })
  }

  function provedToUs (channel: number, it: Joining & { by: 'us' }, mac: Uint8Array): void {
    const good = sameProof(mac, it.expected)
    if (good && hub.swarms.has(it.swarm) && !proven.has(it.swarm)) {
      forget(channel)
      return joined(channel, it.swarm, 'us', it.opening)
    }
    if (!good) hub.count('bad-proof')
    send(channel, { type: 'close', reason: good ? 'surplus' : 'done' })
    fail(channel, it.swarm)
  }

  return {
    start,
    frame (channel, frame) {
      if (frame.type === 'open') return opened(channel, frame)
      const it = joining.get(channel)
      if (it === undefined) {
        if (channel > highest(channel)) violate('channel-number')
        return // a channel that closed on our side first
      }
      if (frame.type === 'close') return it.by === 'us' ? fail(channel, it.swarm) : forget(channel)
      if (it.by === 'us') provedToUs(channel, it, frame.mac)
    },
    placeOf (channel) {
      const it = joining.get(channel)
      if (it !== undefined) return it.by === 'us' ? 'proving' : 'refusing'
      return channel <= highest(channel) ? 'over' : 'unheard-of'
    },
    dismiss (swarm) {
      waiting.delete(swarm)
      for (const [channel, it] of joining) {
        if (it.by !== 'us' || it.swarm !== swarm) continue
        send(channel, { type: 'close', reason: 'done' })
        forget(channel)
      }
    },
    close () {
      for (const { cancel } of joining.values()) cancel()
      joining.clear()
      waiting.clear()
    },
  }
}
