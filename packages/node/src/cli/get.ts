import { resolve } from 'node:path'
import type { Command } from 'commander'
import { parseReference, type Transfer } from '@passel/core'
import { formatBytes, formatSeconds } from './format.ts'
import { safeName } from './safe-name.ts'
import { allDone, untilInterrupted, withEngine, withSession, type SessionOptions } from './session.ts'

interface GetOptions extends SessionOptions {
  readonly output?: string
  readonly serve?: true
}

/** The one line that `get --json` ends with. */
export interface GetResult {
  readonly output: string
  readonly bytes: number
  readonly seconds: number
  readonly firstByteMs: number | null
  readonly bytesReceived: number
  readonly bytesTwice: number
  readonly bytesResumed: number
  readonly peers: number
  readonly path: string | null
  readonly signalsSent: number
}

export function getCommand (program: Command): void {
  withSession(program.command('get'))
    .argument('<reference>', 'what the sender was given (passel:...)')
    .description('receive a file')
    .option('-o, --output <path>', 'where to save it (default: its own name, here)')
    .option('--serve', 'when it is here, stay and give it to others until stopped')
    .action(async (text: string, options: GetOptions) => {
      const reference = parseReference(text)
      const output = resolve(options.output ?? safeName(reference))
      process.exitCode = await withEngine(options, async (engine, signal) => {
        const began = performance.now()
        const transfer = await engine.receive(reference, { target: { kind: 'path', path: output } })
        await allDone([transfer], signal)
        const seconds = (performance.now() - began) / 1000
        report(resultOf(transfer, await transfer.savedAt() ?? output, seconds), options.json === true)
        if (options.serve === true) await untilInterrupted(signal)
      })
    })
}

function resultOf (transfer: Transfer, output: string, seconds: number): GetResult {
  const { progress, traffic, firstByteMs, peers, path, signalsSent } = transfer.state()
  return {
    output,
    bytes: progress.total ?? progress.loaded,
    seconds,
    firstByteMs,
    bytesReceived: traffic.in,
    bytesTwice: traffic.twice,
    bytesResumed: traffic.resumed,
    peers: peers.length,
    path,
    signalsSent
  }
}

function report (result: GetResult, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result)}\n`)
    return
  }
  const { output, bytes, seconds } = result
  const rate = formatBytes(bytes / Math.max(seconds, 0.001))
  process.stdout.write(`${output}: ${formatBytes(bytes)} in ${formatSeconds(seconds)} (${rate}/s)\n`)
}
