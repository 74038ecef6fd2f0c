import type { Command } from 'commander'
import { openArchive, withReading, type ReadingOptions } from './archive-session.ts'
import { formatBytes } from './format.ts'
import { withEngine } from './session.ts'

export function archiveListCommand (archive: Command): void {
  withReading(archive.command('list'))
    .description('list the bundles of an archive, the newest first, without fetching them')
    .action(async (series: string, options: ReadingOptions) => {
      process.exitCode = await withEngine(options, async (engine, signal) => {
        const reader = await openArchive(engine, series, options)
        try {
          for await (const bundles of reader.list(signal)) {
            for (const bundle of bundles) {
              const line = options.json === true ? JSON.stringify(bundle) : textOf(bundle)
              process.stdout.write(`${line}\n`)
            }
          }
        } finally {
          await reader.close()
        }
      })
    })
}

function textOf (bundle: { fromMs: number, toMs: number, count: number, bytes: number }): string {
  const { fromMs, toMs, count, bytes } = bundle
  const time = (ms: number): string => new Date(ms).toISOString().slice(0, 19)
  return `${time(fromMs)}  ${time(toMs)}  ${String(count).padStart(8)} messages  ${formatBytes(bytes)}`
}
