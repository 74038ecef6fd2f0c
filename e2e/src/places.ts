import { join } from 'node:path'

export const EXAMPLES = join(import.meta.dirname, '../../examples')

/** Where the stage serves its pages: one that listens already is played on, if the environment names its port. */
export const NAMED_PORT = process.env['PASSEL_STAGE_PORT']
export const PORT = Number(NAMED_PORT ?? 5391)
