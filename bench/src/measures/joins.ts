import type { DeclaredMeasure } from '../measure.ts'

/**
 * Will drive the listener's side of a join in `packages/core/src/adapters/libp2p/` (its table of swarm names by hour
 * and the proof) with 1 and with 100,000 swarms admitted, in a subject of its own.
 */
export const joins: DeclaredMeasure = {
  name: 'joins',
  title: 'Joins a second accepted by a peer in 100,000 swarms',
  reference: 'a peer in one swarm',
  targets: [{ figure: '100,000 swarms / one', atLeast: 0.5 }],
  needs: "the listener's side of a join, as a module that works without a connection",
}
