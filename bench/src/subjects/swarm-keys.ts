import { createHash } from 'node:crypto'
import type { LinkListener, LinkPort } from '@passel/core'

/** What a link is told of a swarm. */
export type SwarmKeys = Parameters<LinkPort['admit']>[0]

/** Keys of the n-th swarm, the same in every process that counts them. */
export function swarmKeys(n: number): SwarmKeys {
  const derive = (what: string): Uint8Array => createHash('sha256').update(`${what} of swarm ${n}`).digest()
  return { swarm: n as SwarmKeys['swarm'], swarmId: derive('id'), linkKey: derive('link key') }
}

/** A listener that hears only what it is given ears for. */
export function hearing(ears: Partial<LinkListener>): LinkListener {
  const deaf = (): void => undefined
  return {
    connUp: deaf, connDown: deaf, joined: deaf, joinRefused: deaf, left: deaf, frame: deaf, page: deaf,
    bytesIn: deaf, chunkIn: deaf, chunkOut: deaf, relay: deaf,
    deposit: async () => await Promise.resolve({ accepted: false, reason: 'not-a-keeper' }),
    ...ears,
  }
}
