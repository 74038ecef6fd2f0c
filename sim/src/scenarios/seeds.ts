import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Request } from './scenario.ts'

/** A run that failed once: it must not fail again. One file each in `sim/seeds`. */
export interface KeptSeed extends Request {
  readonly scenario: string
  /** What was wrong, in a sentence. */
  readonly why: string
}

const FOLDER = fileURLToPath(new URL('../../seeds/', import.meta.url))

/** All runs that are kept, in the order of their files' names. */
export function keptSeeds (): KeptSeed[] {
  const names = readdirSync(FOLDER).filter(name => name.endsWith('.json')).sort()
  return names.map(name => JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')) as KeptSeed)
}
