import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeNetworkFile, type NetworkFile } from '../network/index.ts'
import { startActor, type Actor } from './actor.ts'

/** A folder, a local network, and every process started on it: all of it goes when the curtain falls. */
export interface Stage {
  readonly folder: string
  start (name: string, ...args: string[]): Actor
  /** Starts the relay again, with the same identity and port. */
  startRelay (): Promise<Actor>
  clear (): Promise<void>
}

export async function openStage (): Promise<Stage & { relay: Actor }> {
  const folder = await mkdtemp(join(tmpdir(), 'passel-demo-'))
  const cast = new Set<Actor>()
  const start = (name: string, ...args: string[]): Actor => {
    const actor = startActor(name, args)
    cast.add(actor)
    return actor
  }
  const network = join(folder, 'network.json')
  const waku = join(folder, 'waku.json')
  let listen = '/ip4/127.0.0.1/tcp/0/ws'

  async function startRelay (): Promise<Actor> {
    const relay = start('relay', 'relay', '--key', join(folder, 'relay.key'), '--listen', listen)
    await relay.until(({ lines }) => lines.length > 0)
    const address = relay.lines[0] as string
    listen = address.slice(0, address.indexOf('/p2p/')) // the port it got, so that it can come back there
    return relay
  }

  const nodes = start('waku', 'dev', '--network', waku, '--relays', '0')
  await nodes.until(({ lines }) => lines.length > 0)
  const relay = await startRelay()
  const description = JSON.parse(await readFile(waku, 'utf8')) as NetworkFile
  await writeNetworkFile(network, { ...description, relays: [relay.lines[0] as string] })

  return {
    folder,
    relay,
    start: (name, ...args) => start(name, ...args, '--network', network, '--home', join(folder, name), '--json'),
    startRelay,
    clear: async () => {
      await Promise.all([...cast].map((actor) => actor.kill()))
      await rm(folder, { recursive: true, force: true })
    }
  }
}
