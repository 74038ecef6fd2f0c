import { createHost, type Host } from '../../engine/host.ts'
import type { HostedSwarm } from '../../engine/host-context.ts'
import { swarmNo, type Instant, type PrivacyClass, type SwarmNo } from '../../ids.ts'
import type { Effect } from '../../machines/effect.ts'
import type { Event } from '../../machines/event.ts'
import type { CreateSignalPort, StorePort } from '../../ports.ts'
import type { HeldPayload } from '../../pure/held-payload.ts'
import { deriveKeys } from '../../pure/keys.ts'
import { createScriptedLinks, type LinksScript, type ScriptedLinks } from './links.ts'
import { createRecordingPeer, type ScriptedPeer } from './peer.ts'
import { createScriptedStore } from './store.ts'
import { createScriptedSystem, type ScriptedSystem } from './system.ts'

export interface HostScript {
  readonly react?: (event: Event, now: Instant) => readonly Effect[]
  readonly store?: Partial<StorePort>
  readonly links?: LinksScript
  readonly signals?: CreateSignalPort
  readonly handled?: (event: Event) => void
}

export interface ScriptedHost {
  readonly host: Host
  readonly peer: ScriptedPeer
  readonly system: ScriptedSystem
  readonly links: ScriptedLinks
  readonly changed: readonly SwarmNo[]
  /** Where trouble was told, and its error. */
  readonly trouble: readonly (readonly [where: string, error: unknown])[]
}

/** A host whose peer and ports are all played by the script. */
export function createScriptedHost (script: HostScript = {}): ScriptedHost {
  const system = createScriptedSystem()
  const links = createScriptedLinks(script.links)
  const peer = createRecordingPeer(script.react)
  const changed: SwarmNo[] = []
  const trouble: [string, unknown][] = []
  const { createLink } = links
  const store = createScriptedStore(script.store)
  const host = createHost({ system, store, createLink, createSignals: script.signals ?? null }, peer, {
    handled: (event) => script.handled?.(event),
    changed: (swarm) => { changed.push(swarm) },
    ended: (swarm) => { changed.push(swarm) },
    trouble: (where, error) => { trouble.push([where, error]) }
  })
  return { host, peer, system, links, changed, trouble }
}

/** A payload with keys of its own for each number. */
export function scriptedSwarm (number: number, privacy: PrivacyClass = 'direct', bucket = 0): HostedSwarm {
  const keys = deriveKeys(new Uint8Array(32).fill(number))
  const { swarmId, linkKey, swarmKey } = keys
  const held: HeldPayload = { swarmKey, author: swarmKey, privacy, kind: 'file', hints: [], relays: [] }
  return { swarm: swarmNo(number), privacy, bucket, keys, held, swarmId, linkKey }
}
