import type { Instant } from '../../ids.ts'
import type { Effect } from '../../machines/effect.ts'
import type { Event } from '../../machines/event.ts'
import type { Peer, TransferSnapshot } from '../../machines/peer-types.ts'

export interface ScriptedPeer extends Peer {
  /** Every event so far. */
  readonly events: readonly Event[]
  /** Those of one type. */
  seen<Type extends Event['type']> (type: Type): Extract<Event, { type: Type }>[]
  /** When the next `tick` is wanted. */
  deadline: number
  current: TransferSnapshot | undefined
}

type React = (event: Event, now: Instant) => readonly Effect[]

/** A peer that answers each event with what the script says, and nothing else. */
export function createRecordingPeer (react: React = () => []): ScriptedPeer {
  const events: Event[] = []
  const peer: ScriptedPeer = {
    events,
    seen: <Type extends Event['type']>(type: Type) =>
      events.filter((event): event is Extract<Event, { type: Type }> => event.type === type),
    deadline: Infinity,
    current: undefined,
    handle: (event, now, out) => {
      events.push(event)
      out.push(...react(event, now))
    },
    nextDeadline: () => peer.deadline,
    snapshot: () => peer.current
  }
  return peer
}
