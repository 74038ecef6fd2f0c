import {
  chunkNo, swarmNo, type Address, type ChanNo, type ChunkNo, type ConnNo, type Path, type PrivacyClass, type SwarmNo,
} from '../ids.ts'
import { CHUNK_BYTES } from '../limits.ts'
import type { LinkListener, LinkPort, SwarmKeys } from '../ports.ts'
import { same } from './store-expect.ts'

/** A network of its own for one scenario. */
export interface LinkHarness {
  /** The link of a new member; `listens`: it accepts direct connections. */
  open (privacy: PrivacyClass, listener: LinkListener, listens: boolean): Promise<LinkPort>
  /** A running circuit relay, its circuits limited to `limitBytes` where given. */
  relay (limitBytes?: number): Promise<LinkRelay>
  /** Lets time pass until `condition` holds; throws, naming `what`, when it does not come to hold. */
  until (condition: () => boolean, what: string): Promise<void>
  /** A signal that aborts after `ms` of the network's time. */
  within (ms: number): AbortSignal
  /** Monotonic milliseconds. */
  now (): number
  close (): Promise<void>
}

export interface LinkRelay {
  readonly address: Address
  stop (): Promise<void>
  /** With the same identity, at the same address. */
  restart (): Promise<void>
}

export interface LinkScenario { readonly title: string, readonly run: (harness: LinkHarness) => Promise<void> }

type Methods = {
  [K in keyof LinkListener]: { readonly name: K, readonly given: Parameters<LinkListener[K]>, readonly atMs: number }
}
/** One call of the listener. */
export type Heard = Methods[keyof LinkListener]

/** A member with everything its link told. */
export interface Member {
  readonly link: LinkPort
  readonly heard: Heard[]
  /** The calls of one method so far, each as its arguments. */
  told<K extends keyof LinkListener> (name: K): Parameters<LinkListener[K]>[]
  /** Does this, too, whenever the link calls that. */
  on<K extends keyof LinkListener> (name: K, react: LinkListener[K]): void
}

export async function openMember (
  harness: LinkHarness, privacy: PrivacyClass = 'direct', listens = false,
): Promise<Member> {
  const heard: Heard[] = []
  const reactions = new Map<string, (...given: unknown[]) => unknown>()
  const hear = (name: keyof LinkListener) => (...given: unknown[]): unknown => {
    heard.push({ name, given, atMs: harness.now() } as unknown as Heard)
    return reactions.get(name)?.(...given)
  }
  const listener = Object.fromEntries(METHODS.map((name) => [name, hear(name)])) as unknown as LinkListener
  return {
    link: await harness.open(privacy, listener, listens),
    heard,
    told: (name) => heard.filter((each) => each.name === name).map(({ given }) => given) as never,
    on: (name, react) => { reactions.set(name, react as (...given: unknown[]) => unknown) },
  }
}

const METHODS: readonly (keyof LinkListener)[] = [
  'connUp', 'connDown', 'joined', 'joinRefused', 'left', 'frame', 'page', 'bytesIn', 'chunkIn', 'chunkOut', 'deposit',
  'relay',
]

/** Keys of a made-up swarm; members number swarms as they like. */
export function keysOf (swarm: number, seed = 1): SwarmKeys {
  return { swarm: swarmNo(swarm), swarmId: new Uint8Array(32).fill(seed), linkKey: new Uint8Array(32).fill(seed + 100) }
}

/** Asks a relay for a place and waits until it is there. */
export async function reserve (harness: LinkHarness, member: Member, relay: LinkRelay): Promise<void> {
  const before = member.told('relay').length
  member.link.reserve(relay.address)
  await harness.until(() => member.told('relay').length > before, 'the relay to answer')
  same(member.told('relay').at(-1)?.[1], 'reserved', 'what the relay said')
}

/** How two members get connected. `upgrade`: WebRTC, signalled over a relay. */
export type Way = 'direct' | 'relayed' | 'upgrade'

const DIAL_MS = 4_000
/** A tenth and more of WebRTC dials on one machine hang (@libp2p/webrtc 6.0.33); the connector tries again, too. */
const UPGRADE = { ms: 2_000, tries: 8 }

/** Dials until it works, as a connector would; gives both sides' numbers of the new connection. */
export async function connect (
  harness: LinkHarness, from: Member, to: Member, path: Path, way: Way = path,
): Promise<{ here: ConnNo, there: ConnNo }> {
  const [dialled, accepted] = [from.told('connUp').length, to.told('connUp').length]
  const addresses = to.link.addresses().filter((address) => way === 'direct' || address.includes('/p2p-circuit'))
  for (let tries = way === 'upgrade' ? UPGRADE.tries : 1; ; tries--) {
    try {
      await from.link.dial(to.link.self, addresses, path, harness.within(way === 'upgrade' ? UPGRADE.ms : DIAL_MS))
      break
    } catch (error) {
      if (tries === 1) throw error
    }
  }
  same(from.told('connUp').length, dialled + 1, 'connections at the dialler when the dial is done')
  await harness.until(() => to.told('connUp').length > accepted, 'the connection at the other end')
  return { here: from.told('connUp').at(-1)![0], there: to.told('connUp').at(-1)![0] }
}

/** Two members of one swarm, connected and joined. */
export interface Pair {
  readonly a: Member
  readonly b: Member
  readonly conn: { readonly a: ConnNo, readonly b: ConnNo }
  readonly chan: { readonly a: ChanNo, readonly b: ChanNo }
  readonly swarm: { readonly a: SwarmNo, readonly b: SwarmNo }
}

/** `a` dials and joins. They call their swarm by different numbers. */
export async function meet (harness: LinkHarness, way: Way, limitBytes?: number): Promise<Pair> {
  const [a, b] = [await openMember(harness), await openMember(harness, 'direct', way === 'direct')]
  const swarm = { a: swarmNo(4), b: swarmNo(9) }
  a.link.admit(keysOf(swarm.a))
  b.link.admit(keysOf(swarm.b))
  if (way !== 'direct') await reserve(harness, b, await harness.relay(limitBytes))
  if (way === 'upgrade') await connect(harness, a, b, 'relayed')
  const { here, there } = await connect(harness, a, b, way === 'relayed' ? 'relayed' : 'direct', way)
  const chan = await join(harness, { a, b }, { a: here, b: there }, swarm.a)
  return { a, b, conn: { a: here, b: there }, chan, swarm }
}

/** `a` joins a swarm on a connection; both sides' channel. */
export async function join (
  harness: LinkHarness, { a, b }: { a: Member, b: Member }, conn: { a: ConnNo, b: ConnNo }, swarm: SwarmNo,
): Promise<{ a: ChanNo, b: ChanNo }> {
  const before = [a, b].map((member) => member.told('joined').length)
  a.link.join(conn.a, swarm)
  const joined = (): boolean => [a, b].every((member, i) => member.told('joined').length > before[i]!)
  await harness.until(joined, 'the join at both ends')
  const [hereOn, chanA, , byA] = a.told('joined').at(-1)!
  const [thereOn, chanB, , byB] = b.told('joined').at(-1)!
  same([hereOn, byA, thereOn, byB], [conn.a, 'us', conn.b, 'them'], 'who joined, and where')
  return { a: chanA, b: chanB }
}

/** Bytes that differ from place to place and chunk to chunk. */
export function chunkBytes (chunk: number, length = CHUNK_BYTES): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = at * 7 + (at >>> 8) + chunk
  return bytes
}

/** Expects chunks 0 to `count - 1` at one end and sends them, all at once, from the other. */
export function sendChunks (to: Member, here: ChanNo, from: Member, there: ChanNo, count: number): void {
  const chunks = Array.from({ length: count }, (_, chunk) => chunkBytes(chunk))
  for (const chunk of chunks.keys()) to.link.expect(here, chunkNo(chunk), CHUNK_BYTES, false)
  for (const [chunk, bytes] of chunks.entries()) from.link.sendChunk(there, chunkNo(chunk), 0, bytes)
}

export const CHUNK: ChunkNo = chunkNo(0)
