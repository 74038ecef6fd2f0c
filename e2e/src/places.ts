import { join } from 'node:path'

export const EXAMPLES = join(import.meta.dirname, '../../examples')

/** Where the stage serves its pages. */
export const PORT = 5391
