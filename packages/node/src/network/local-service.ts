import { readFile, writeFile } from 'node:fs/promises'

/** One server of a local network. It can be stopped and started again, and is then found at the same address. */
export interface LocalService {
  readonly name: string
  /** Multiaddrs, peer id included; the same over restarts. */
  readonly addresses: readonly string[]
  /** Whether it serves now. */
  readonly running: boolean
  start (): Promise<void>
  stop (): Promise<void>
}

/** What is behind a service while it runs. */
export interface Running { readonly addresses: readonly string[], stop (): Promise<void> }

/**
 * Starts a server on a free port, or on the one that `portFile` remembers from before.
 * @param launch starts the server so that it listens at this multiaddr
 */
export async function startLocalService (
  name: string,
  host: string,
  portFile: string,
  launch: (listen: string) => Promise<Running>
): Promise<LocalService> {
  const port = await rememberedPort(portFile)
  let running: Running | undefined = await launch(listenAt(host, port))
  const { addresses } = running
  const chosen = portOf(addresses)
  if (chosen !== port) await writeFile(portFile, `${chosen}\n`)
  return {
    name,
    addresses,
    get running () { return running !== undefined },
    async start () {
      running ??= await launch(listenAt(host, chosen))
    },
    async stop () {
      const stopping = running
      running = undefined
      await stopping?.stop()
    }
  }
}

function listenAt (host: string, port: number): string {
  return `/${host.includes(':') ? 'ip6' : 'ip4'}/${host}/tcp/${port}/ws`
}

function portOf (addresses: readonly string[]): number {
  return Number(/\/tcp\/(\d+)/.exec(addresses[0] ?? '')?.[1] ?? 0)
}

async function rememberedPort (file: string): Promise<number> {
  try {
    return Number.parseInt(await readFile(file, 'utf8'), 10) || 0
  } catch {
    return 0 // nothing remembered: any free port will do
  }
}
