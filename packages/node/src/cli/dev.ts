import type { Command } from 'commander'
import { startLocalNetwork, writeNetworkFile } from '../network/index.ts'
import { wholeNumber } from './network-options.ts'
import { untilStopped } from './until-stopped.ts'

interface DevOptions { readonly network: string, readonly relays: number, readonly dir?: string }

export function devCommand (program: Command): void {
  program.command('dev')
    .description('run a local network to develop on: two Waku service nodes and a circuit relay, until stopped')
    .requiredOption('--network <file>', 'written with the addresses when the network is ready')
    .option('--dir <dir>', 'keep keys, ports and messages here, so that addresses stay the same (default: nothing)')
    .option('--relays <number>', 'circuit relays', wholeNumber, 1)
    .action(async ({ network: file, relays, dir }: DevOptions) => {
      const network = await startLocalNetwork({ relays, ...(dir === undefined ? {} : { dir }) })
      await writeNetworkFile(file, network.description)
      process.stdout.write(`The local network is up; its addresses are in ${file}. Ctrl-C stops it.\n`)
      await untilStopped()
      await network.stop()
    })
}
