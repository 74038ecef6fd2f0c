import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { PasselError, type PrivacyClass, type SendSource, type Until } from '@passel/core'
import { oneOf } from './one-of.ts'
import { allDone, warmUp, withEngine, withSession, type SessionOptions } from './session.ts'

interface SendOptions extends SessionOptions {
  readonly until: Until
  readonly name?: string
  readonly private?: true
}

const UNTIL = ['sealed', 'received', 'forever'] as const

export function sendCommand (program: Command): void {
  withSession(program.command('send'))
    .argument('<path>', 'file to send, or - for standard input')
    .description('send a file; its reference is the first line printed')
    .option('--until <when>', 'stay until it is sealed, received, or forever', oneOf<Until>(UNTIL), 'received')
    .option('--name <name>', 'name shown to recipients')
    .option('--private', 'never show an address: move bytes through relays only')
    .action(async (path: string, options: SendOptions) => {
      const { source, size } = path === '-' ? { source: process.stdin, size: undefined } : await fileSource(path)
      process.exitCode = await withEngine(options, async (engine, signal) => {
        await warmUp(engine)
        const privacy: PrivacyClass = options.private === true ? 'relayed' : 'direct'
        const transfer = await engine.send(source, {
          until: options.until,
          privacy,
          ...(size === undefined ? {} : { size }),
          ...(options.name === undefined ? {} : { name: options.name })
        })
        process.stdout.write(`${transfer.text}\n`)
        await allDone([transfer], signal)
      })
    })
}

async function fileSource (path: string): Promise<{ source: SendSource, size: number }> {
  const full = resolve(path)
  const stats = await stat(full).catch((error: unknown) => {
    throw new PasselError('source-missing', `cannot read ${path}`, { cause: error })
  })
  if (stats.isFile()) return { source: { kind: 'path', path: full }, size: stats.size }
  throw new PasselError('bad-option', `${path} is not a file: pack a folder first, e.g. with tar, and send that`)
}
