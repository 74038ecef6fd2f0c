import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startRelay as startOwnRelay } from '../relay/index.ts'
import { startWakuNode, type RateLimit, type WakuNode } from '../waku/index.ts'
import { startLocalService, type LocalService, type Running } from './local-service.ts'
import type { NetworkFile } from './network-file.ts'

/** Starts a circuit relay that keeps its identity in `keyFile`. */
export type StartRelay = (options: { readonly listen: string[], readonly keyFile: string }) => Promise<Running>

export interface LocalNetworkOptions {
  /**
   * Keeps identities, ports and stored messages, so that a network started there again has the same addresses.
   * @default nothing is kept
   */
  readonly dir?: string
  /** @default '127.0.0.1' */
  readonly listenHost?: string
  /** Waku service nodes, all relaying with each other. @default 2 */
  readonly wakuNodes?: number
  /** Circuit relays. @default 1 */
  readonly relays?: number
  /** Waku cluster id. @default 4242 */
  readonly cluster?: number
  /** Shards of the cluster. @default 8 */
  readonly shards?: number
  /** What a Waku client may publish; `NETWORK_RATE` is the public network's. @default no limit */
  readonly rateLimit?: RateLimit
  /** @default Passel's own relay */
  readonly startRelay?: StartRelay
}

export interface LocalNetwork {
  /** Write it to a file for other processes. */
  readonly description: NetworkFile
  readonly waku: readonly LocalService[]
  readonly relays: readonly LocalService[]
  stop (): Promise<void>
}

const DEFAULT_CLUSTER = 4242
const DEFAULT_SHARDS = 8
/** Milliseconds for the Waku nodes to find each other; on one machine it takes a fifth of a second. */
const MESH_TIMEOUT_MS = 10_000
const LOOK_AGAIN_MS = 10

/** Starts everything Passel needs to move files between processes of one machine; resolves when all of it serves. */
export async function startLocalNetwork (options: LocalNetworkOptions = {}): Promise<LocalNetwork> {
  const {
    listenHost = '127.0.0.1',
    wakuNodes = 2,
    relays = 1,
    cluster = DEFAULT_CLUSTER,
    shards = DEFAULT_SHARDS
  } = options
  const dir = options.dir ?? await mkdtemp(join(tmpdir(), 'passel-network-'))
  await mkdir(dir, { recursive: true })
  const started: LocalService[] = []
  const nodes = new Map<string, WakuNode>()

  async function start (name: string, launch: (listen: string) => Promise<Running>): Promise<LocalService> {
    const service = await startLocalService(name, listenHost, join(dir, `${name}.port`), launch)
    started.push(service)
    return service
  }

  async function startWaku (name: string, others: readonly LocalService[]): Promise<LocalService> {
    const keyFile = join(dir, `${name}.key`)
    const peers = others.flatMap(({ addresses }) => addresses)
    return await start(name, async (listen) => {
      const node = await startWakuNode({
        listen: [listen],
        clusterId: cluster,
        shards,
        keyFile,
        storeFile: join(dir, `${name}.sqlite`),
        peers,
        rateLimit: options.rateLimit
      })
      nodes.set(name, node)
      return node
    })
  }

  async function stop (): Promise<void> {
    await Promise.all(started.map((service) => service.stop()))
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true })
  }

  try {
    const waku: LocalService[] = []
    // One after the other: each dials those before it, so that every two are connected once.
    for (let n = 1; n <= wakuNodes; n++) waku.push(await startWaku(`waku-${n}`, waku))
    const startRelay = options.startRelay ?? startOwnRelay
    const relaying = await Promise.all(Array.from({ length: relays }, async (_, index) => {
      const name = `relay-${index + 1}`
      return await start(name, (listen) => startRelay({ listen: [listen], keyFile: join(dir, `${name}.key`) }))
    }))
    await meshed([...nodes.values()])
    const addressesOf = (services: readonly LocalService[]): string[] => services.flatMap(({ addresses }) => addresses)
    return {
      description: { version: 1, waku: { cluster, shards, nodes: addressesOf(waku) }, relays: addressesOf(relaying) },
      waku,
      relays: relaying,
      stop
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Until a message given to one node reaches all. */
async function meshed (nodes: readonly WakuNode[]): Promise<void> {
  const until = performance.now() + MESH_TIMEOUT_MS
  while (nodes.some((node) => node.relayPeers().length < nodes.length - 1)) {
    if (performance.now() > until) throw new Error('the Waku nodes of the local network did not find each other')
    await delay(LOOK_AGAIN_MS)
  }
}
