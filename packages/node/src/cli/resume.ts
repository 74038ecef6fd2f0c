import type { Command } from 'commander'
import type { Transfer } from '@passel/core'
import { allDone, untilInterrupted, withEngine, withSession, type SessionOptions } from './session.ts'

export function resumeCommand (program: Command): void {
  withSession(program.command('resume'))
    .description('go on with everything that was stopped, sending and receiving')
    .option('--forever', 'stay after all is done, and give to others until stopped')
    .action(async (options: SessionOptions & { readonly forever?: true }) => {
      process.exitCode = await withEngine(options, async (engine, signal) => {
        const transfers = engine.transfers()
        if (transfers.length === 0) process.stderr.write('Nothing to go on with.\n')
        await allDone(transfers, signal)
        if (options.json === true) {
          for (const transfer of transfers) process.stdout.write(`${JSON.stringify(resultOf(transfer))}\n`)
        }
        if (options.forever === true) await untilInterrupted(signal)
      })
    })
}

function resultOf (transfer: Transfer): Record<string, unknown> {
  const { progress, traffic } = transfer.state()
  return {
    id: transfer.id,
    role: transfer.role,
    bytes: progress.total ?? progress.loaded,
    bytesReceived: traffic.in,
    bytesTwice: traffic.twice,
    bytesSent: traffic.out,
    bytesResumed: traffic.resumed
  }
}
