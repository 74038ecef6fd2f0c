import type { Engine } from '../engine/engine.ts'

/**
 * Tells an engine what the page knows about the network. A page that can be seen again, or that was thawed, may have
 * slept through anything: what waits for its next try is tried at once. Returns what ends it.
 */
export function watchPage (engine: Engine, isOnline: () => boolean): () => void {
  const tell = (): void => engine.setOnline(isOnline())
  const seen = (): void => {
    if (document.visibilityState === 'visible') tell()
  }
  const ended = new AbortController()
  const { signal } = ended
  for (const type of ['online', 'offline', 'pageshow']) addEventListener(type, tell, { signal })
  document.addEventListener('resume', tell, { signal })
  document.addEventListener('visibilitychange', seen, { signal })
  if (!isOnline()) tell()
  return () => ended.abort()
}
