import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { multiaddr } from '@multiformats/multiaddr'
import { PasselError } from '@passel/core'

/** Where a network is to be found: what `passel dev` writes and every other command reads. */
export interface NetworkFile {
  readonly version: 1
  readonly waku: {
    /** Waku cluster id. */
    readonly cluster: number
    /** Shards of the cluster; content topics are spread over them. */
    readonly shards: number
    /** Multiaddrs of Waku service nodes. */
    readonly nodes: readonly string[]
  }
  /** Multiaddrs of circuit relays. */
  readonly relays: readonly string[]
}

export interface ReadNetworkOptions {
  /** Milliseconds to wait for a file that is not there yet. @default 0 */
  readonly waitMs?: number
  readonly signal?: AbortSignal
}

/** Characters of a network file: hundreds of addresses, so a wrong path is not read into memory. */
const MAX_FILE_CHARACTERS = 256 * 1024
/** Addresses of one kind. */
const MAX_ADDRESSES = 256
const MAX_CLUSTER = 65_535
const MAX_SHARDS = 1024
/** Milliseconds between two looks for a file that is waited for. */
const LOOK_AGAIN_MS = 50

/**
 * Reads a network file. Fails with `bad-option` when it is absent (after `waitMs`) or not a network file, `canceled`
 * when aborted.
 */
export async function readNetworkFile (
  path: string,
  { waitMs = 0, signal }: ReadNetworkOptions = {}
): Promise<NetworkFile> {
  const until = performance.now() + waitMs
  for (;;) {
    const text = await textOf(path)
    if (text !== undefined) return parseNetworkFile(text, path)
    if (performance.now() >= until) {
      throw new PasselError(
        'bad-option',
        `there is no network file at ${path}: start a network with passel dev --network ${path}`
      )
    }
    try {
      await delay(LOOK_AGAIN_MS, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      throw new PasselError('canceled', `stopped waiting for ${path}`, { cause: error })
    }
  }
}

/** Writes a network file whole or not at all, so that who waits for it never reads half of one. */
export async function writeNetworkFile (path: string, network: NetworkFile): Promise<void> {
  const folder = dirname(path)
  const draft = join(folder, `.${randomUUID()}.tmp`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(draft, `${JSON.stringify(network, undefined, 2)}\n`)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => 'there was no draft to remove')
    throw new PasselError('io', `cannot write ${path}`, { cause: error })
  }
}

async function textOf (path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new PasselError('bad-option', `cannot read ${path}`, { cause: error })
  }
}

function parseNetworkFile (text: string, path: string): NetworkFile {
  const refuse = (what: string, cause?: unknown): never => {
    throw new PasselError('bad-option', `${path} is not a network file: ${what}`, { cause })
  }
  if (text.length > MAX_FILE_CHARACTERS) return refuse(`more than ${MAX_FILE_CHARACTERS} characters`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return refuse('not JSON', error)
  }
  return checkNetwork(json, path)
}

/** Checks what should be a network, read from `origin`. Throws `bad-option`. */
export function checkNetwork (value: unknown, origin: string): NetworkFile {
  const refuse = (what: string): never => {
    throw new PasselError('bad-option', `${origin} is not a network file: ${what}`)
  }
  const file = fieldsOf(value)
  if (file['version'] !== 1) return refuse(`version ${JSON.stringify(file['version'])}, this program reads version 1`)
  const waku = fieldsOf(file['waku'])
  const { cluster, shards } = waku
  if (!isWhole(cluster, 0, MAX_CLUSTER)) return refuse(`waku.cluster must be a whole number up to ${MAX_CLUSTER}`)
  if (!isWhole(shards, 1, MAX_SHARDS)) return refuse(`waku.shards must be a whole number from 1 to ${MAX_SHARDS}`)
  const nodes = addressesOf(waku['nodes'])
  const relays = addressesOf(file['relays'])
  if (nodes === undefined) return refuse('waku.nodes must be a list of multiaddrs')
  if (relays === undefined) return refuse('relays must be a list of multiaddrs')
  return { version: 1, waku: { cluster, shards, nodes }, relays }
}

function fieldsOf (value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function isWhole (value: unknown, min: number, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max
}

function addressesOf (value: unknown): string[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_ADDRESSES) return undefined
  return value.every(isAddress) ? value : undefined
}

function isAddress (value: unknown): value is string {
  if (typeof value !== 'string') return false
  try {
    multiaddr(value)
    return true
  } catch {
    return false // only asked whether it is one
  }
}
