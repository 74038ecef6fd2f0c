/** The `passel` command line in child processes: the one place that knows its arguments and its output. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { NODE_FLAGS } from './node-flags.ts'
import { READY_TIMEOUT_MS, RUN_TIMEOUT_MS } from './limits.ts'
import { keepStderr, stopProcess, track, within } from './processes.ts'

const COMMAND = fileURLToPath(new URL('../../packages/node/src/cli/main.ts', import.meta.url))

/** Milliseconds between two looks for the network file. */
const FILE_LOOK_MS = 50

/** The network file that `passel dev` writes. */
export interface NetworkFile {
  readonly version: 1
  readonly waku: { readonly cluster: number; readonly shards: number; readonly nodes: readonly string[] }
  readonly relays: readonly string[]
}

/** What `passel get --json` ends with. */
export interface GetResult {
  readonly bytes: number
  readonly seconds: number
  readonly firstByteMs: number
  readonly bytesReceived: number
  readonly bytesTwice: number
  readonly bytesResumed: number
  readonly peers: number
  readonly path: string
}

/** What both `send` and `get` are told. */
export interface SessionOptions {
  readonly home: string
  readonly network: string
  /** Multiaddrs to accept direct connections at; none is as behind NAT. */
  readonly listen?: readonly string[]
}

interface Command {
  readonly child: ChildProcess
  /** The next line of standard output; rejects when the process ends before. */
  line(timeoutMs: number): Promise<string>
  stop(): Promise<void>
}

function start(args: readonly string[]): Command {
  const child = spawn(process.execPath, [...NODE_FLAGS, COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  track(child)
  const stderr = keepStderr(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    async line(timeoutMs) {
      const late = () => `passel ${args[0]} printed nothing: ${stderr()}`
      const next = await within(lines.next(), timeoutMs, late)
      if (next.done === true) throw new Error(`passel ${args[0]} ended: ${stderr()}`)
      return next.value
    },
    stop: () => stopProcess(child),
  }
}

function sessionArguments({ home, network, listen = [] }: SessionOptions): string[] {
  return ['--home', home, '--network', network, ...listen.flatMap((address) => ['--listen', address])]
}

/** A local network: its file, and its addresses. */
export interface LocalNetwork {
  readonly file: string
  readonly addresses: NetworkFile
  stop(): Promise<void>
}

async function untilWritten(file: string, signal: AbortSignal): Promise<NetworkFile> {
  while (!signal.aborted) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text.trimEnd().endsWith('}')) return JSON.parse(text) as NetworkFile
    await pause(FILE_LOOK_MS)
  }
  throw new Error('the network file did not appear')
}

/** `passel dev`, until its file is there. */
export async function startNetwork(directory: string): Promise<LocalNetwork> {
  const file = join(directory, 'network.json')
  const command = start(['dev', '--network', file])
  const ended = new AbortController()
  command.child.once('exit', () => ended.abort())
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(READY_TIMEOUT_MS)])
  return { file, addresses: await untilWritten(file, signal), stop: command.stop }
}

/** A running `passel send`. */
export interface Sending {
  readonly reference: string
  stop(): Promise<void>
}

/** `passel send PATH`, until it has printed the reference. */
export async function send(path: string, options: SessionOptions & { readonly until: string }): Promise<Sending> {
  const command = start(['send', path, ...sessionArguments(options), '--until', options.until])
  return { reference: await command.line(READY_TIMEOUT_MS), stop: command.stop }
}

/** `passel get REFERENCE --json`, until it has ended. */
export async function get(reference: string, output: string, options: SessionOptions): Promise<GetResult> {
  const command = start(['get', reference, ...sessionArguments(options), '--output', output, '--json'])
  try {
    return JSON.parse(await command.line(RUN_TIMEOUT_MS)) as GetResult
  } finally {
    await command.stop()
  }
}

/** Seconds from the first verified chunk to the verified file: the process's start and the search do not count. */
export function transferSeconds({ seconds, firstByteMs }: GetResult): number {
  return seconds - firstByteMs / 1000
}
