import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { startRelay } from '../relay/index.ts'
import { startKeeper, withKeeper, type KeeperArguments } from './keeper-options.ts'
import { untilStopped } from './until-stopped.ts'

interface RelayArguments extends KeeperArguments {
  readonly listen: string[]
  readonly key?: string
  readonly keeper?: true
  readonly keeperHome: string
  readonly keeperListen: string[]
  readonly keeperRelay?: string[]
}

export function relayCommand (program: Command): void {
  withKeeper(program.command('relay'))
    .description('run a circuit relay until stopped; its addresses are printed, one a line')
    .option('--listen <multiaddr...>', 'where to listen', ['/ip4/0.0.0.0/tcp/4002/ws'])
    .option('--key <file>', 'keep the identity here, so that the address stays the same over restarts')
    .option('--keeper', 'be a keeper too, with the options of `passel keeper`; its addresses are printed after')
    .option('--keeper-home <dir>', 'where it keeps everything', join(homedir(), '.passel-keeper'))
    .option('--keeper-listen <multiaddr...>', 'where it listens', ['/ip4/0.0.0.0/tcp/4003', '/ip4/0.0.0.0/tcp/4004/ws'])
    .option('--keeper-relay <multiaddr...>', 'relays of others to be reachable through: never its own')
    .action(async (given: RelayArguments) => {
      const { listen, key } = given
      const relay = await startRelay({ listen, ...(key === undefined ? {} : { keyFile: key }) })
      for (const address of relay.addresses) process.stdout.write(`${address}\n`)
      const keeper = given.keeper === true ? await keeperBeside(given, relay.addresses) : undefined
      for (const address of keeper?.keeper.addresses() ?? []) process.stdout.write(`${address}\n`)
      await untilStopped()
      await keeper?.keeper.drain()
      await keeper?.metrics?.close()
      await relay.stop()
    })
}

async function keeperBeside (given: RelayArguments, relayAddresses: readonly string[]): ReturnType<typeof startKeeper> {
  const ownRelays = [...new Set(relayAddresses.map((address) => address.slice(address.lastIndexOf('/') + 1)))]
  const { keeperHome: home, keeperListen: listen, keeperRelay: relays = [] } = given
  return await startKeeper(given, { home, listen, relays, ownRelays })
}
