/** What all connections of one link share: who we are, which swarms may be joined, whom to tell. */
import type { SwarmNo } from '../../../ids.ts'
import { NAMES_AT_ONCE, NAMES_PAUSE_MS, NAMES_PERIOD_MS } from '../../../limits.ts'
import type { LinkListener, SwarmKeys, SystemPort } from '../../../ports.ts'
import { SwarmNames } from '../../../pure/swarm-names.ts'
import type { Violation } from './violation.ts'

export interface HubOptions {
  readonly system: SystemPort
  readonly listener: LinkListener
  /** Multihash bytes of our peer id. */
  readonly selfId: Uint8Array
  /** One of our callbacks threw. The connection it happened on is closed; nothing else notices. */
  readonly trouble: (error: unknown) => void
}

export interface Hub extends HubOptions {
  readonly swarms: ReadonlyMap<SwarmNo, SwarmKeys>
  readonly violations: ReadonlyMap<Violation, number>
  admit (keys: SwarmKeys): void
  dismiss (swarm: SwarmNo): void
  /** The swarm that a peer named, in constant time. */
  find (name: Uint8Array): SwarmNo | undefined
  count (what: Violation): void
  close (): void
}

export function createHub (options: HubOptions): Hub {
  const { system } = options
  const swarms = new Map<SwarmNo, SwarmKeys>()
  const violations = new Map<Violation, number>()
  const names = new SwarmNames(options.selfId, system.now().wall)
  let alarm: (() => void) | undefined

  /** Names of coming hours are made in small portions; few swarms need no alarm, a look-up makes theirs in passing. */
  function tend (): void {
    const more = names.advance(system.now().wall, NAMES_AT_ONCE)
    if (names.size <= NAMES_AT_ONCE) return
    alarm ??= system.alarm(more ? NAMES_PAUSE_MS : NAMES_PERIOD_MS, () => {
      alarm = undefined
      tend()
    })
  }

  return {
    ...options,
    swarms,
    violations,
    admit (keys) {
      swarms.set(keys.swarm, keys)
      names.add(keys.swarm, keys.swarmId)
      tend()
    },
    dismiss (swarm) {
      swarms.delete(swarm)
      names.remove(swarm)
    },
    find (name) {
      tend()
      return names.find(name)
    },
    count (what) {
      violations.set(what, (violations.get(what) ?? 0) + 1)
    },
    close () {
      alarm?.()
    },
  }
}
