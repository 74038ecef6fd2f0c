import type { AddCommand } from './add-command.ts'

/** All of `npm run sim`, in the order in which its help lists them. */
export const COMMANDS: readonly AddCommand[] = []
