import type { Command } from 'commander'
import { archiveListCommand } from './archive-list.ts'
import { archivePublishCommand } from './archive-publish.ts'
import { archiveRestoreCommand } from './archive-restore.ts'

export function archiveCommand (program: Command): void {
  const archive = program.command('archive').description('publish and restore the history of a chat on Waku')
  archivePublishCommand(archive)
  archiveListCommand(archive)
  archiveRestoreCommand(archive)
}
