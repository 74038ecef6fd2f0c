import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { operatorKey } from '../keeper/index.ts'
import { startKeeper, withKeeper, type KeeperArguments } from './keeper-options.ts'
import { bytesOf, durationOf } from './sizes.ts'
import { untilStopped } from './until-stopped.ts'

const HOME = join(homedir(), '.passel-keeper')
const LISTEN = ['/ip4/0.0.0.0/tcp/4003', '/ip4/0.0.0.0/tcp/4004/ws']

interface RunArguments extends KeeperArguments {
  readonly home: string
  readonly listen: string[]
  readonly relay?: string[]
}

export function keeperCommand (program: Command): void {
  const keeper = program.command('keeper')
    .description('keep payloads for others, without being able to read them, until stopped')
  withKeeper(keeper.command('run', { isDefault: true }))
    .description('run a keeper; its addresses are printed, one a line')
    .option('--home <dir>', 'where everything is kept', HOME)
    .option('--listen <multiaddr...>', 'where to listen', LISTEN)
    .option('--relay <multiaddr...>', 'circuit relays to be reachable through, for those who show no address')
    .option('--verbose', 'tell of troubles that the keeper survives')
    .action(async (given: RunArguments) => {
      const { home, listen, relay = [] } = given
      const running = await startKeeper(given, { home, listen, relays: relay })
      for (const address of running.keeper.addresses()) process.stdout.write(`${address}\n`)
      if (running.metrics !== undefined) process.stderr.write(`Numbers: ${running.metrics.url}/metrics\n`)
      await untilStopped()
      await running.keeper.drain()
      await running.metrics?.close()
    })
  keeper.command('operator')
    .description('print the public key that keepers are given with --operator')
    .requiredOption('--key <file>', 'the secret key, made when the file is absent')
    .action(async ({ key }: { readonly key: string }) => {
      process.stdout.write(`${(await operatorKey(key)).publicKey}\n`)
    })
  keeper.command('grant')
    .description('make a grant: a token that is room on the operator\'s keepers')
    .requiredOption('--key <file>', 'the operator\'s secret key')
    .requiredOption('--bytes <bytes>', 'bytes kept under it at the same time, on each keeper, such as 10G', bytesOf)
    .requiredOption('--for <time>', 'how long from now anything is kept under it, such as 30d', durationOf)
    .option('--peer <id>', 'the only peer that may use it')
    .action(async (given: { key: string, bytes: number, for: number, peer?: string }) => {
      const key = await operatorKey(given.key)
      const terms = { bytes: given.bytes, untilMs: Date.now() + given.for }
      const text = await key.grant({ ...terms, ...(given.peer !== undefined && { peer: given.peer }) })
      process.stdout.write(`${text}\n`)
    })
}
