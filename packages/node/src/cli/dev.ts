import type { Command } from 'commander'
import { startLocalNetwork, writeNetworkFile } from '../network/index.ts'

export function devCommand (program: Command): void {
  program.command('dev')
    .description('run a local network to develop on: two Waku service nodes and a circuit relay, until stopped')
    .requiredOption('--network <file>', 'written with the addresses when the network is ready')
    .action(async ({ network: file }: { readonly network: string }) => {
      const network = await startLocalNetwork({})
      await writeNetworkFile(file, network.description)
      process.stderr.write(`The local network is up; its addresses are in ${file}. Ctrl-C stops it.\n`)
      await new Promise<void>((resolve) => {
        process.once('SIGINT', () => resolve())
        process.once('SIGTERM', () => resolve())
      })
      await network.stop()
    })
}
