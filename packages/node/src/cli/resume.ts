import type { Command } from 'commander'
import type { Transfer, Until } from '@passel/core'
import { oneOf } from './one-of.ts'
import { UNTIL } from './send.ts'
import { allDone, untilInterrupted, withEngine, withSession, type SessionOptions } from './session.ts'

export function resumeCommand (program: Command): void {
  withSession(program.command('resume'))
    .description('go on with everything that was stopped, sending and receiving')
    .option(
      '--until <when>', 'stay until all is sealed, held, received, or forever (default: as sent)', oneOf<Until>(UNTIL)
    )
    .action(async (options: SessionOptions & { readonly until?: Until }) => {
      process.exitCode = await withEngine(options, async (engine, signal) => {
        const transfers = engine.transfers()
        if (transfers.length === 0) process.stderr.write('Nothing to go on with.\n')
        // Staying for ever is for senders and receivers alike: what was received is given to others.
        await allDone(transfers, signal, options.until)
        if (options.json === true) {
          for (const transfer of transfers) process.stdout.write(`${JSON.stringify(resultOf(transfer))}\n`)
        }
        if (options.until === 'forever') await untilInterrupted(signal)
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
