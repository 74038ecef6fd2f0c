import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { PasselError } from '@passel/core/worker'

export interface HomeLock { release (): void }

/**
 * Takes a home for this process. SQLite's exclusive transaction is used for its lock alone: the system frees it when
 * the process dies, SIGKILL included, where a lock file with a process number in it would be left behind.
 * Throws `store-in-use` when another process, or another store of this one, has the home.
 */
export function lockHome (home: string): HomeLock {
  const path = join(home, 'lock')
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && /locked|busy/.test(error.message)) {
      throw new PasselError(
        'store-in-use', `${home} is in use by another process: close it there, or choose another home`
      )
    }
    throw new PasselError('store-broken', `${path} cannot be locked`, { cause: error })
  }
  return {
    release: () => {
      database.exec('ROLLBACK')
      database.close()
    },
  }
}
