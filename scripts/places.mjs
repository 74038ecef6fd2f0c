import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

export const MODULES = join(ROOT, 'node_modules')

/** What may be thrown away: it goes with `node_modules` and comes back by itself. */
export const CACHE = join(MODULES, '.cache', 'passel')

/** A path in the checkout, given with forward slashes. */
export function inRoot(path) {
  return join(ROOT, ...path.split('/'))
}
