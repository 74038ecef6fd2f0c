import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeNetworkFile, type NetworkFile } from '../network/index.ts'
import { startActor, type Actor } from './actor.ts'

/** A folder, a local network, and every process started on it: all of it goes when the curtain falls. */
export interface Stage {
  readonly folder: string
  /** Names the relay; written again when the relay comes back. */
  readonly network: string
  /** The processes that carry signals and relayed bytes, to be killed. */
  readonly waku: Actor
  relay: Actor
  /** Starts `passel` with the stage's network, a home called `name`, and JSON output. */
  start (name: string, ...args: string[]): Actor
  /** Starts the relay again, with the same identity and port. */
  startRelay (): Promise<Actor>
  /** Starts a keeper whose home is called `name`, again at the port that it had; its address is its first line. */
  startKeeper (name: string, ...args: string[]): Promise<Actor>
  clear (): Promise<void>
}

/** Starts two Waku nodes in one process and a relay in another, on loopback. */
export async function openStage (): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'passel-stage-'))
  const cast = new Set<Actor>()
  const start = (name: string, ...args: string[]): Actor => {
    const actor = startActor(name, args)
    cast.add(actor)
    return actor
  }
  const network = join(folder, 'network.json')
  const wakuFile = join(folder, 'waku.json')
  let listen = '/ip4/127.0.0.1/tcp/0/ws'

  async function startRelay (): Promise<Actor> {
    const relay = start('relay', 'relay', '--key', join(folder, 'relay.key'), '--listen', listen)
    await relay.until(({ lines }) => lines.length > 0)
    const address = relay.lines[0] as string
    listen = address.slice(0, address.indexOf('/p2p/')) // the port it got, so that it can come back there
    return relay
  }

  const keeperListen = new Map<string, string>()
  async function startKeeper (name: string, ...args: string[]): Promise<Actor> {
    const at = keeperListen.get(name) ?? '/ip4/127.0.0.1/tcp/0'
    const keeper = start(name, 'keeper', '--home', join(folder, name), '--listen', at, '--no-metrics', ...args)
    await keeper.until(({ lines }) => lines.length > 0)
    const address = keeper.lines[0] as string
    keeperListen.set(name, address.slice(0, address.indexOf('/p2p/')))
    return keeper
  }

  const waku = start('waku', 'dev', '--network', wakuFile, '--relays', '0')
  await waku.until(({ lines }) => lines.length > 0)
  const relay = await startRelay()
  const description = JSON.parse(await readFile(wakuFile, 'utf8')) as NetworkFile
  await writeNetworkFile(network, { ...description, relays: [relay.lines[0] as string] })

  const stage: Stage = {
    folder,
    network,
    waku,
    relay,
    start: (name, ...args) => start(name, ...args, '--network', network, '--home', join(folder, name), '--json'),
    startKeeper,
    startRelay: async () => {
      stage.relay = await startRelay()
      return stage.relay
    },
    clear: async () => {
      await Promise.all([...cast].map((actor) => actor.kill()))
      await rm(folder, { recursive: true, force: true })
    },
  }
  return stage
}
