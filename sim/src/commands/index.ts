import type { AddCommand } from './add-command.ts'
import { addGate } from './gate.ts'
import { addReal } from './real.ts'
import { addNight } from './night.ts'
import { addReplay } from './replay.ts'
import { addRun } from './run.ts'
import { addShrink } from './shrink.ts'
import { addSweep } from './sweep.ts'
import { addValidate } from './validate.ts'

/** All of `npm run sim`, in the order in which its help lists them. */
export const COMMANDS: readonly AddCommand[] = [
  addRun, addSweep, addReplay, addShrink, addGate, addNight, addValidate, addReal,
]
