import { PasselError } from '../../errors.ts'
import { HOME_LOCK_WAIT_MS } from '../../limits.ts'

/** Takes a home for this thread, as `Disk.lock` does; the function that it resolves with gives it back. */
export type TakeHome = () => Promise<() => void>

/**
 * A lock among all tabs of an origin, free the moment its holder's thread ends. Nothing is stolen: who has it keeps it.
 * A page that is being loaded again may still be ending, so that this waits for a moment before it says `store-in-use`.
 */
export function webLock (name: string, locks: LockManager, waitMs = HOME_LOCK_WAIT_MS): TakeHome {
  return () => new Promise((resolve, reject) => {
    const patience = AbortSignal.timeout(waitMs)
    locks.request(`passel-home:${name}`, { signal: patience }, () => new Promise<void>((release) => {
      resolve(release)
    })).catch((cause: unknown) => reject(patience.aborted ? homeInUse(name, cause) : new PasselError(
      'unsupported', 'this browser gives this page no locks: open it in a window of its own, over https', { cause }
    )))
  })
}

export function homeInUse (name: string, cause?: unknown): PasselError {
  return new PasselError(
    'store-in-use', `${name} is open in another tab of this site: close it there, or go on there`, { cause }
  )
}
