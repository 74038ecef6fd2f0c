/**
 * Small integers that stand for things inside one engine. They are never sent to another peer, with the
 * exception of chunk and page numbers, which mean the same to everybody in a swarm.
 */
declare const brand: unique symbol
type Branded<Name extends string> = number & { readonly [brand]: Name }

/** One payload in this engine; also the swarm number of its journal records (u32). */
export type SwarmNo = Branded<'swarm'>
/** One open Passel stream to a peer, on one libp2p connection. Never used again after it closed. */
export type ConnNo = Branded<'conn'>
/** One proven (connection, swarm) pair. Never used again after it closed. */
export type ChanNo = Branded<'chan'>
/** A chunk of a payload. Data chunks count from 0, parity chunks from `FIRST_PARITY` (see pure/parity-name). */
export type ChunkNo = Branded<'chunk'>
/** A page of a payload, counted from 0. */
export type PageNo = Branded<'page'>
/** One dial, publish or query in progress. */
export type OpNo = Branded<'op'>

/** A libp2p peer id in its text form. */
export type PeerId = string
/** A multiaddr in its text form. */
export type Address = string

/** Monotonic milliseconds for rates and time-outs, wall-clock milliseconds for hourly names and expiry. */
export interface Instant { readonly mono: number, readonly wall: number }

/** `direct` may connect peer to peer; `relayed` never shows an address (DESIGN: privacy classes). */
export type PrivacyClass = 'direct' | 'relayed'
/** How a connection reaches the peer. */
export type Path = 'relayed' | 'direct'

export const swarmNo = (n: number): SwarmNo => n as SwarmNo
export const connNo = (n: number): ConnNo => n as ConnNo
export const chanNo = (n: number): ChanNo => n as ChanNo
export const chunkNo = (n: number): ChunkNo => n as ChunkNo
export const pageNo = (n: number): PageNo => n as PageNo
export const opNo = (n: number): OpNo => n as OpNo

/** Makes a `switch` over a union exhaustive: adding a member without handling it does not compile. */
export function assertNever (value: never): never {
  throw new TypeError(`unhandled case: ${JSON.stringify(value)}`)
}
