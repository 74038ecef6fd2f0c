import { nameOf } from './browser-error.ts'
import { openHomeDatabase } from './home-database.ts'

/** What browsers with pickers add to file handles. */
interface Asking { requestPermission? (descriptor: { readonly mode: 'read' }): Promise<PermissionState> }

/**
 * Asks the person for leave to read a file that they sent before the page was loaded again: only a page can, and only
 * just after they did something. The worker finds the file by itself then.
 */
export async function askForSource (home: string, swarm: number): Promise<boolean> {
  const database = await openHomeDatabase(home)
  try {
    const handle: FileSystemFileHandle & Asking | undefined = await database.get('handles', swarm)
    if (handle === undefined) return false
    return await handle.requestPermission?.({ mode: 'read' }).catch(unlessTooLate) === 'granted'
  } finally {
    database.close()
  }
}

/** Nothing was done by the person, or too long ago. */
function unlessTooLate (error: unknown): undefined {
  if (nameOf(error) !== 'SecurityError') throw error
}
