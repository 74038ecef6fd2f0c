import type { Command } from 'commander'
import { parseReference } from '@passel/core'
import { formatBytes } from './format.ts'
import { safeName } from './safe-name.ts'

export function inspectCommand (program: Command): void {
  program.command('inspect')
    .argument('<reference>', 'a reference (passel:...)')
    .description('show what a reference says, without its secret')
    .option('--json', 'as JSON')
    .action((text: string, options: { readonly json?: true }) => {
      const reference = parseReference(text)
      const { kind, privacy, name, mediaType, size, expiresAtMs, thumbnail, hints, relays } = reference
      const expires = expiresAtMs === undefined ? 'never' : new Date(expiresAtMs).toISOString()
      if (options.json === true) {
        const thumbnailBytes = thumbnail?.length ?? 0
        const characters = text.length
        const shown = { kind, privacy, name, mediaType, size, expires, thumbnailBytes, hints, relays, characters }
        process.stdout.write(`${JSON.stringify(shown)}\n`)
        return
      }
      const rows: [string, string][] = [
        ['name', name === undefined ? '(none)' : safeName(reference)],
        ['kind', `${kind}, ${privacy}`],
        ['type', JSON.stringify(mediaType ?? '(unknown)').slice(1, -1)],
        ['size', size === undefined ? '(unknown)' : formatBytes(size)],
        ['expires', expires],
        ['members', hints.flatMap((hint) => hint.addresses).join('\n         ') || '(none named)'],
        ['relays', relays.join('\n         ') || '(none named)'],
        ['length', `${text.length} characters`]
      ]
      for (const [key, value] of rows) process.stdout.write(`${key.padEnd(8)} ${value}\n`)
    })
}
