/** One synchronous peer and what goes in and out of it: the entry for hosts and for simulation. See README.md. */
export type { Effect } from './effect.ts'
export type { Event, StoreWork } from './event.ts'
export { createPeer } from './peer.ts'
export type { Peer, PeerOptions, PauseReason, TransferPhase, TransferSnapshot } from './peer-types.ts'
export type { PeerParts } from './parts.ts'
export { createRandom } from './random.ts'
export type { Random } from './random.ts'
