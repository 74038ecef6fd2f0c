import { basename } from 'node:path'
import type { Reference } from '@passel/core'

/** A sender chooses the name, so only its last part is used, and never a hidden or empty one. */
export function safeName (reference: Reference): string {
  const last = basename((reference.name ?? '').replaceAll('\\', '/'))
  // Control characters could forge lines on a terminal.
  // oxlint-disable-next-line no-control-regex
  const name = last.replaceAll(/[\u0000-\u001f\u007f]/g, '').replace(/^\.+/, '')
  return name === '' ? 'passel-download' : name
}
