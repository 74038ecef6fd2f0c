import type { Command } from 'commander'
import { startRelay } from '../relay/index.ts'
import { untilStopped } from './until-stopped.ts'

export function relayCommand (program: Command): void {
  program.command('relay')
    .description('run a circuit relay until stopped; its addresses are printed, one a line')
    .option('--listen <multiaddr...>', 'where to listen', ['/ip4/0.0.0.0/tcp/4002/ws'])
    .option('--key <file>', 'keep the identity here, so that the address stays the same over restarts')
    .action(async ({ listen, key }: { readonly listen: string[], readonly key?: string }) => {
      const relay = await startRelay({ listen, ...(key === undefined ? {} : { keyFile: key }) })
      for (const address of relay.addresses) process.stdout.write(`${address}\n`)
      await untilStopped()
      await relay.stop()
    })
}
