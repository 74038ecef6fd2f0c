import { parseReference, transferIdOf, type PasselError, type Reference, type TransferId } from '@passel/core'
import { toPasselError } from './to-passel-error.ts'

/** What `useFileTransfer` was given, read. */
export interface ReadSource {
  readonly id: TransferId | null
  readonly reference: Reference | null
  readonly unreadable: PasselError | null
}

/** Text with a colon is meant as a reference, well formed or not; ids have none. Never throws: it came from a chat. */
export function readSource (source: Reference | string | TransferId | null): ReadSource {
  if (source === null) return { id: null, reference: null, unreadable: null }
  if (typeof source === 'string' && !source.includes(':')) return { id: source, reference: null, unreadable: null }
  try {
    const reference = typeof source === 'string' ? parseReference(source) : source
    return { id: transferIdOf(reference), reference, unreadable: null }
  } catch (error) {
    return { id: null, reference: null, unreadable: toPasselError(error) }
  }
}
