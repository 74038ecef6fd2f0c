import type { Command } from 'commander'
import { PasselError } from '@passel/core'
import type { KeeperRules } from '@passel/core/machines'
import {
  createKeeper, DEFAULT_RULES, readOperator, serveMetrics, type Keeper, type MetricsServer,
} from '../keeper/index.ts'
import { collect } from './network-options.ts'
import { bytesOf, durationOf } from './sizes.ts'

/** What `passel keeper` and `passel relay --keeper` are told. */
export interface KeeperArguments {
  readonly operator?: string[]
  readonly space: number
  readonly common: number
  readonly maxTime: number
  readonly metrics: string | false
  readonly verbose?: true
}

export interface RunningKeeper { readonly keeper: Keeper, readonly metrics: MetricsServer | undefined }

const METRICS = '127.0.0.1:9753'
/** What one payload, peer, network and relay may take of the common pool. */
const SHARES = { commonPayloadBytes: 0.1, commonPeerBytes: 0.2, commonBlockBytes: 0.3, commonRelayBytes: 0.6 }

/** Adds what says how much is kept, and for whom. */
export function withKeeper (command: Command): Command {
  return command
    .option('--operator <key>', 'public key whose grants count, or a file with it (repeat for more)', collect)
    .option('--space <bytes>', 'bytes kept in all, such as 50G', bytesOf, DEFAULT_RULES.maxBytes)
    .option('--common <bytes>', 'of them for those without a grant; 0: nobody', bytesOf, DEFAULT_RULES.commonBytes)
    .option('--max-time <time>', 'longest that anything is kept, such as 30d', durationOf, DEFAULT_RULES.maxTimeMs)
    .option('--metrics <host:port>', 'where /metrics and /health are served', METRICS)
    .option('--no-metrics', 'serve no numbers')
}

/** Starts a keeper as the options say. Throws `bad-option` and what `createKeeper` throws. */
export async function startKeeper (
  given: KeeperArguments, where: { home: string, listen: string[], relays: readonly string[], ownRelays?: string[] },
): Promise<RunningKeeper> {
  const operators = await Promise.all((given.operator ?? []).map(readOperator))
  const endpoint = given.metrics === false ? undefined : endpointOf(given.metrics)
  const keeper = await createKeeper({
    ...where,
    rules: rulesOf(given),
    operators,
    onTrouble: (what, error) => {
      if (given.verbose !== true) return
      process.stderr.write(`${what}: ${error instanceof Error ? error.message : String(error)}\n`)
    },
  })
  try {
    const metrics = endpoint && await serveMetrics(endpoint, () => keeper.status())
    return { keeper, metrics }
  } catch (error) {
    await keeper.stop()
    throw error
  }
}

function rulesOf ({ space, common, maxTime }: KeeperArguments): Partial<KeeperRules> {
  const shares = Object.entries(SHARES).map(([name, share]) => [name, Math.floor(common * share)])
  return { maxBytes: space, commonBytes: Math.min(common, space), maxTimeMs: maxTime, ...Object.fromEntries(shares) }
}

function endpointOf (text: string): { host: string, port: number } {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (host === undefined || Number(port) > 65_535) {
    throw new PasselError('bad-option', `metrics: "${text}" is not host:port, such as ${METRICS}`)
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}
