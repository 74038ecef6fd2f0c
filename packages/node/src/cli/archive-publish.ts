import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { errorCode, PasselError } from '@passel/core'
import { createArchivePublisher, type ArchivePublisher, type MessageToArchive } from '@passel/core/archive'
import { fileMemory, readMessageLine, seriesKeyOf } from '../archive/index.ts'
import { announcementsOf } from './archive-session.ts'
import { positive } from './network-options.ts'
import { tellTrouble, untilInterrupted, warmUp, withEngine, withSession, type SessionOptions } from './session.ts'

interface PublishOptions extends SessionOptions {
  readonly key?: string
  readonly days: number
  readonly messages?: number
  readonly once?: true
}

/** The line that `archive publish --json` prints once all is announced. */
export interface PublishResult {
  readonly series: string
  readonly added: number
  readonly known: number
  readonly refused: number
  readonly bundles: number
  readonly messages: number
}

/** Lines handed over at a time. */
const LINES_AT_ONCE = 1000

export function archivePublishCommand (archive: Command): void {
  withSession(archive.command('publish'))
    .argument('<file>', 'messages as JSON lines, or - for standard input; see docs/ARCHIVES.md')
    .description('bundle messages and announce them; the announcement is the first line printed')
    .option('--key <file>', 'the key of the series, made when it is not there (default: series.key in the home)')
    .option('--days <number>', 'days that bundles live', positive, 90)
    .option('--messages <number>', 'messages of a bundle at most', positive)
    .option('--once', 'end when all is announced; without it stay and give it to others until stopped')
    .action(async (file: string, options: PublishOptions) => {
      const series = await seriesKeyOf(options.key ?? join(options.home, 'series.key'))
      const announcements = await announcementsOf(options)
      process.exitCode = await withEngine(options, async (engine, signal) => {
        await warmUp(engine, 'relayed')
        const trouble = tellTrouble(options)
        const publisher = await createArchivePublisher(engine, announcements, {
          series,
          memory: fileMemory(options.home, series),
          timeToLiveMs: options.days * 86_400_000,
          policy: options.messages === undefined ? {} : { maxMessages: options.messages },
          onTrouble: (error) => trouble('archive', error)
        })
        try {
          const added = await addLines(publisher, file, signal)
          await flush(publisher, announcements !== null)
          report(publisher, added, options.json === true)
          if (options.once !== true) await untilInterrupted(signal)
        } finally {
          await publisher.close()
        }
      })
    })
}

async function flush (publisher: ArchivePublisher, announces: boolean): Promise<void> {
  try {
    await publisher.flush()
  } catch (error) {
    // Without Waku nodes whoever reads the first line passes it on.
    if (announces || errorCode(error) !== 'waku-unreachable') throw error
  }
}

type Counts = Pick<PublishResult, 'added' | 'known' | 'refused'>

async function addLines (publisher: ArchivePublisher, file: string, signal: AbortSignal): Promise<Counts> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const counts = { added: 0, known: 0, refused: 0 }
  let batch: MessageToArchive[] = []
  const add = async (): Promise<void> => {
    const outcome = await publisher.add(batch)
    batch = []
    counts.added += outcome.added
    counts.known += outcome.known
    counts.refused += outcome.refused.length
    for (const { message } of outcome.refused) process.stderr.write(`left out: ${message}\n`)
  }
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity, signal })) {
      number++
      if (line.trim() === '') continue
      batch.push(readMessageLine(line, number))
      if (batch.length === LINES_AT_ONCE) await add()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new PasselError('source-missing', `${file} is not there`, { cause: error })
  }
  await add()
  return counts
}

function report (publisher: ArchivePublisher, counts: Counts, json: boolean): void {
  const { bundles, messages } = publisher.state()
  const series = publisher.text() ?? ''
  if (json) {
    const result: PublishResult = { series, ...counts, bundles, messages }
    process.stdout.write(`${JSON.stringify(result)}\n`)
    return
  }
  process.stdout.write(`${series}\n`)
  process.stderr.write(`${counts.added} messages added; ${messages} in ${bundles} bundles announced.\n`)
}
