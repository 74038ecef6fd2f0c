import type { Command } from 'commander'
import {
  PasselError, type Engine, type PrivacyClass, type Transfer, type TransferState, type Until
} from '@passel/core'
import { parseGrant } from '@passel/core/pure'
import { createEngine } from '../engine.ts'
import { EXIT } from './exit-code.ts'
import { collect, networkOf, positive, withHome, withNetwork, type NetworkOptions } from './network-options.ts'
import { showProgress } from './progress.ts'
import { writeTrace } from './trace.ts'

export interface SessionOptions extends NetworkOptions {
  readonly home: string
  readonly listen?: string[]
  readonly keeper?: string[]
  readonly grant?: Uint8Array
  readonly upload?: number
  readonly download?: number
  readonly app: `/${string}/${string}`
  readonly json?: true
  readonly verbose?: true
  readonly trace?: string
}

/** Options of every command that moves bytes. */
export function withSession (command: Command): Command {
  return withHome(withNetwork(command))
    .option('--listen <multiaddr...>', 'accept direct connections, e.g. at /ip4/0.0.0.0/tcp/4001 (default: none)')
    .option('--keeper <multiaddr>', 'a keeper that may be asked to hold what is sent (repeat for more)', collect)
    .option('--grant <token>', 'what the keepers\' operator gave you: more room, for longer', parseGrant)
    .option('--upload <bytes>', 'bytes per second to give at most', positive)
    .option('--download <bytes>', 'bytes per second to take at most', positive)
    .option('--app <prefix>', 'Waku application and version that both ends share', '/passel/1')
    .option('--json', 'JSON lines: progress on stderr, the result on stdout')
    .option('--trace <file>', 'write every event and its effects there, for a bug report (shows addresses, never keys)')
    .option('--verbose', 'tell of troubles that the engine survives')
}

const WARM_MS = 1_500 // a relay that has not answered by then is found while sending
const GOODBYE_MS = 5_000 // closing politely lets the last receipt leave; then the process goes anyway

/** What a command does with the engine; `signal` aborts when the person interrupts. */
type Work = (engine: Engine, signal: AbortSignal) => Promise<void>

/**
 * Opens the engine, shows progress, does the work and closes again. Ctrl-C ends the work early: what is not done
 * stays in the home, and the person is told how to go on.
 */
export async function withEngine (options: SessionOptions, work: Work): Promise<number> {
  const interrupt = new AbortController()
  const stop = (): void => interrupt.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  const engine = await createEngine({
    home: options.home,
    network: await networkOf(options),
    app: options.app,
    ...(options.listen === undefined ? {} : { listen: options.listen }),
    ...(options.keeper === undefined ? {} : { keepers: options.keeper }),
    ...(options.grant === undefined ? {} : { keeperGrant: options.grant }),
    ...(options.upload === undefined ? {} : { uploadBytesPerSecond: options.upload }),
    ...(options.download === undefined ? {} : { downloadBytesPerSecond: options.download }),
    ...(options.trace === undefined ? {} : { onEvent: writeTrace(options.trace) }),
    onTrouble: tellTrouble(options)
  })
  const hide = showProgress(engine, options.json === true)
  try {
    await work(engine, interrupt.signal)
    return EXIT.ok
  } catch (error) {
    if (!interrupt.signal.aborted) throw error
    process.stderr.write(`Stopped. Nothing is lost; go on with: passel resume --home ${options.home}\n`)
    return EXIT.interrupted
  } finally {
    hide()
    await Promise.race([engine.close(), new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref())])
  }
}

/** Tells of what is survived, to people who want to know. */
export function tellTrouble ({ verbose }: SessionOptions): (where: string, error: unknown) => void {
  return (where, error) => {
    if (verbose !== true) return
    process.stderr.write(`${where}: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}

/** Waits a moment for a relay, so that the reference can name a way to reach us. */
export async function warmUp (engine: Engine, privacy: PrivacyClass): Promise<void> {
  await engine.warm(privacy, AbortSignal.timeout(WARM_MS))
}

/** Waits until all of these are done, or the person interrupts. One that fails stops no other; it is told last. */
export async function allDone (transfers: readonly Transfer[], signal: AbortSignal, until?: Until): Promise<void> {
  const ends = await Promise.allSettled(transfers.map((transfer) =>
    until === undefined || transfer.role === 'get' ? transfer.done(signal) : reached(transfer, until, signal)))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** Waits until a sender got as far as `until`, whatever it was started with. */
async function reached (transfer: Transfer, until: Until, signal: AbortSignal): Promise<void> {
  const enough = ({ phase, progress, receipts, holders }: TransferState): boolean => {
    switch (until) {
      case 'sealed': return progress.total !== null && progress.loaded >= progress.total && phase !== 'preparing'
      case 'held': return holders?.mayLeave === true
      case 'received': return receipts.of > 0 && receipts.have >= receipts.of
      case 'forever': return false
    }
  }
  await new Promise<void>((resolve, reject) => {
    const look = (state: TransferState): void => {
      if (state.failure !== null) reject(new PasselError(state.failure, `${transfer.id} failed: ${state.failure}`))
      else if (enough(state)) resolve()
      else return
      stop()
    }
    const stop = transfer.subscribe(look)
    signal.addEventListener('abort', () => {
      stop()
      reject(new PasselError('canceled', 'interrupted'))
    }, { once: true })
    look(transfer.state())
  })
}

/** Stays, giving to others, until the person interrupts: rejects then. */
export async function untilInterrupted (signal: AbortSignal): Promise<void> {
  await new Promise((_resolve, reject) => signal.addEventListener('abort', reject, { once: true }))
}
