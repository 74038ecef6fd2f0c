import { Command, CommanderError } from 'commander'
import { archiveCommand } from './archive.ts'
import { devCommand } from './dev.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { exportCommand } from './export.ts'
import { getCommand } from './get.ts'
import { homeCommands } from './home-commands.ts'
import { inspectCommand } from './inspect.ts'
import { keeperCommand } from './keeper.ts'
import { relayCommand } from './relay.ts'
import { resumeCommand } from './resume.ts'
import { sendCommand } from './send.ts'

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong use, 3 bad reference, 4 home in use, 5 network unreachable,
            6 disk, source or target trouble, 130 interrupted (go on with \`passel resume\`)`

const program = new Command('passel')
  .description('Send and receive files peer to peer, with Waku to find each other.')
  .addHelpText('after', EXIT_CODES)
  .showHelpAfterError()
  .exitOverride()

devCommand(program)
relayCommand(program)
keeperCommand(program)
sendCommand(program)
getCommand(program)
resumeCommand(program)
homeCommands(program)
inspectCommand(program)
exportCommand(program)
archiveCommand(program)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
  } else {
    process.stderr.write(`passel: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = exitCodeOf(error)
  }
}
// Libraries below may hold timers of their own; the work is over when the command says so.
process.exit()
