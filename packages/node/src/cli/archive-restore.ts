import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import type { Command } from 'commander'
import { PasselError } from '@passel/core'
import type { Trouble, Wish } from '@passel/core/archive'
import { writeMessageLine } from '../archive/index.ts'
import { openArchive, withReading, type ReadingOptions } from './archive-session.ts'
import { positive } from './network-options.ts'
import { untilInterrupted, withEngine } from './session.ts'

interface RestoreOptions extends ReadingOptions {
  readonly output?: string
  readonly all?: true
  readonly from?: number
  readonly to?: number
  readonly newest?: number
  readonly id?: string[]
  readonly serve?: true
}

/** The line that `archive restore --json --output` prints. */
export interface RestoreResult {
  readonly messages: number
  readonly bundles: number
  readonly troubles: readonly Trouble[]
}

export function archiveRestoreCommand (archive: Command): void {
  withReading(archive.command('restore'))
    .description('restore messages as JSON lines, in order of time')
    .option('--output <file>', 'where to write them (default: standard output)')
    .option('--all', 'everything')
    .option('--from <time>', 'messages since then, e.g. 2026-05-03 or 2026-05-03T12:00Z', time)
    .option('--to <time>', 'messages until then', time)
    .option('--newest <bytes>', 'the newest bundles that so many bytes hold (default: 1,000,000)', positive)
    .option('--id <id...>', 'only these: message hashes or SDS message ids')
    .option('--serve', 'when they are here, stay and give them to others until stopped')
    .action(async (series: string, options: RestoreOptions) => {
      const wish = wishOf(options)
      process.exitCode = await withEngine(options, async (engine, signal) => {
        const reader = await openArchive(engine, series, options)
        const output = options.output === undefined ? process.stdout : createWriteStream(options.output)
        let result: RestoreResult = { messages: 0, bundles: 0, troubles: [] }
        try {
          for await (const { messages, troubles, bundles } of reader.restore(wish, signal)) {
            const text = messages.map((message) => `${writeMessageLine(message)}\n`).join('')
            if (!output.write(text)) await once(output, 'drain')
            for (const { message } of troubles) process.stderr.write(`not restored: ${message}\n`)
            result = {
              messages: result.messages + messages.length,
              bundles: bundles.read,
              troubles: [...result.troubles, ...troubles]
            }
          }
          if (output !== process.stdout) await new Promise<void>((resolve) => { output.end(resolve) })
          report(result, options)
          if (options.serve === true) await untilInterrupted(signal)
        } finally {
          await reader.close()
        }
        const [first] = result.troubles
        if (first !== undefined) throw new PasselError(first.code, `not everything was restored: ${first.message}`)
      })
    })
}

/** Standard output belongs to the messages unless they have a file of their own. */
function report (result: RestoreResult, { json, output }: RestoreOptions): void {
  const text = `${result.messages} messages restored from ${result.bundles} bundles.`
  if (json === true && output !== undefined) process.stdout.write(`${JSON.stringify(result)}\n`)
  else process.stderr.write(`${text}\n`)
}

function wishOf ({ all, from, to, newest, id }: RestoreOptions): Wish {
  const chosen = [all, from ?? to, newest, id].filter((option) => option !== undefined)
  if (chosen.length > 1) {
    throw new PasselError('bad-option', 'give one of --all, --from and --to, --newest, --id')
  }
  if (all === true) return { want: 'all' }
  if (id !== undefined) return { want: 'ids', ids: id }
  if (from !== undefined || to !== undefined) {
    return { want: 'span', fromMs: from ?? 0, toMs: to ?? Number.MAX_SAFE_INTEGER }
  }
  return { want: 'recent', bytes: newest ?? 1_000_000 }
}

/** Milliseconds of a written time. */
function time (text: string): number {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new PasselError('bad-option', `"${text}" is no time: write 2026-05-03T12:00Z`)
  return ms
}
