/** `npm run sim`: the lab's commands. */
import { Command } from 'commander'
import { COMMANDS } from './commands/index.ts'

const program = new Command('npm run sim --')
  .description('Runs the engine\'s own machines in virtual time; one seed decides everything.')
  .showHelpAfterError()
for (const add of COMMANDS) add(program)
await program.parseAsync()
