import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { PasselError } from '@passel/core'
import { checkNetwork, readNetworkFile, type NetworkFile } from '../network/index.ts'

export interface NetworkOptions {
  readonly network?: string
  readonly waku?: string[]
  readonly cluster?: number
  readonly shards?: number
  readonly relay?: string[]
}

/** Adds one more value of an option that can be given several times. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value]

/** A whole number, zero included. */
export function wholeNumber (value: string): number {
  const n = Number(value)
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(n)) {
    throw new PasselError('bad-option', `"${value}" is not a whole number`)
  }
  return n
}

/** A whole number above zero: a rate or a count of nothing would stall for good. */
export function positive (value: string): number {
  const n = wholeNumber(value)
  if (n === 0) throw new PasselError('bad-option', 'zero would stop everything: give more, or leave the option out')
  return n
}

/** Adds the options that say which relays and Waku nodes to use. */
export function withNetwork (command: Command): Command {
  return command
    .option('--network <file>', 'relays and Waku nodes, as `passel dev` writes them')
    .option('--waku <multiaddr>', 'a Waku service node (repeat for more)', collect)
    .option('--cluster <number>', 'Waku cluster', wholeNumber)
    .option('--shards <number>', 'shards of the Waku cluster', positive)
    .option('--relay <multiaddr>', 'a circuit relay (repeat for more)', collect)
}

/** The file's network, with single options added to it or put in its place. */
export async function networkOf (options: NetworkOptions): Promise<NetworkFile> {
  const file = options.network === undefined ? undefined : await readNetworkFile(options.network)
  const nodes = options.waku ?? file?.waku.nodes ?? []
  const relays = options.relay ?? file?.relays ?? []
  if (nodes.length === 0 && relays.length === 0) {
    throw new PasselError('bad-option', 'no network: give --network FILE, or --waku and --relay addresses')
  }
  const cluster = options.cluster ?? file?.waku.cluster ?? 1
  const shards = options.shards ?? file?.waku.shards ?? 8
  return checkNetwork({ version: 1, waku: { cluster, shards, nodes }, relays }, 'the options')
}

const DEFAULT_HOME = join(homedir(), '.passel')

export function withHome (command: Command): Command {
  return command.option('--home <dir>', 'where transfers are kept', DEFAULT_HOME)
}
