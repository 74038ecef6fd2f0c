import type { Command } from 'commander'

/** Adds one command to `npm run sim`; a command ends by setting `process.exitCode`. */
export type AddCommand = (program: Command) => void
