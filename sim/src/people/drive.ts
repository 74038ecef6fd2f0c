import type { Random } from '@passel/core/machines'
import type { World, WorldPeer } from '../world/index.ts'
import type { Population } from './populations.ts'
import { stays, type StaysOptions } from './stays.ts'

export interface DriveOptions extends StaysOptions {
  /** Told of each change, the first state included. */
  readonly onChange?: (online: boolean, atSeconds: number) => void
}

/**
 * Lets a peer come and go as its population does, from now on. The result stops it and leaves the peer as it is. Give
 * each member a stream of its own, and one more draw for one shifts nobody else.
 */
export function drive (
  world: World, peer: WorldPeer, population: Population, random: Random, options: DriveOptions = {}
): () => void {
  const life = stays(population, random, { ...options, fromSeconds: options.fromSeconds ?? world.nowMs / 1000 })
  let cancel = (): void => undefined

  function next (): void {
    const { value: { online, untilSeconds } } = life.next()
    if (population.leave === 'offline') peer.setOnline(online)
    else if (online) peer.restart()
    else peer.crash()
    options.onChange?.(online, world.nowMs / 1000)
    cancel = world.clock.at(untilSeconds * 1000, next)
  }

  next()
  return () => cancel()
}
