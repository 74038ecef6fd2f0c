import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { PrivacyClass, SendSource, Until } from '@passel/core'
import { fileSize } from '../file-size.ts'
import { positive } from './network-options.ts'
import { oneOf } from './one-of.ts'
import { allDone, warmUp, withEngine, withSession, type SessionOptions } from './session.ts'

interface SendOptions extends SessionOptions {
  readonly until?: Until
  readonly name?: string
  readonly private?: true
  readonly group?: true
  readonly need?: number
  readonly of?: number
}

export const UNTIL = ['sealed', 'received', 'held', 'forever'] as const

export function sendCommand (program: Command): void {
  withSession(program.command('send'))
    .argument('<path>', 'file to send, or - for standard input')
    .description('send a file; its reference is the first line printed')
    .option(
      '--until <when>', 'stay until it is sealed, held by keepers, received (default), or forever', oneOf<Until>(UNTIL)
    )
    .option('--need <number>', 'holders of which any so many are enough (default: 1, whole copies)', positive)
    .option('--of <number>', 'holders in all, also without --until held (default: as many as needed)', positive)
    .option('--group', 'for several recipients, who give to each other: no receipt ends it, so the default is forever')
    .option('--name <name>', 'name shown to recipients')
    .option('--private', 'never show an address: move bytes through relays only')
    .action(async (path: string, options: SendOptions) => {
      const source: SendSource = path === '-' ? process.stdin : { kind: 'path', path: resolve(path) }
      // Told before a network is opened for nothing.
      if ('kind' in source && source.kind === 'path') await fileSize(source.path)
      process.exitCode = await withEngine(options, async (engine, signal) => {
        const privacy: PrivacyClass = options.private === true ? 'relayed' : 'direct'
        await warmUp(engine, privacy)
        const transfer = await engine.send(source, {
          privacy,
          audience: options.group === true ? 'group' : 'one',
          ...holdersOf(options),
          ...(options.until === undefined ? {} : { until: options.until }),
          ...(options.name === undefined ? {} : { name: options.name })
        })
        process.stdout.write(`${transfer.text}\n`)
        await allDone([transfer], signal)
      })
    })
}

/** How many holders, where something was said about them. */
function holdersOf ({ need = 1, of = need, ...said }: SendOptions): { holders?: { need: number, of: number } } {
  return need === 1 && of === 1 && said.until !== 'held' ? {} : { holders: { need, of } }
}
