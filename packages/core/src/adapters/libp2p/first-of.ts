export interface FirstOfOptions<C, T> {
  /** Milliseconds after which this candidate starts beside those under way. */
  staggerMs (next: C): number
  readonly signal: AbortSignal
  /** Takes results that came after the first, or after the signal. */
  discard (late: T): void
}

/**
 * Tries candidates in order, each a little after the one before or as soon as it failed, and gives the first result
 * (RFC 8305's way with addresses). Settles at once when the signal aborts, whether or not attempts heed theirs.
 * Rejects with the first attempt's error when all failed.
 */
export function firstOf<C, T> (
  candidates: readonly C[],
  attempt: (candidate: C, signal: AbortSignal) => Promise<T>,
  { staggerMs, signal, discard }: FirstOfOptions<C, T>,
): Promise<T> {
  const underWay = new Set<AbortController>()
  let started = 0
  let failed = 0
  let firstError: unknown
  let timer: ReturnType<typeof setTimeout> | undefined

  return new Promise<T>((resolve, reject) => {
    let settled = false
    const settle = (end: () => void): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
      end()
      for (const loser of underWay) loser.abort()
    }
    const giveUp = (): void => settle(() => reject(signal.reason))

    function startNext (): void {
      clearTimeout(timer)
      const candidate = candidates[started]
      if (candidate === undefined || settled) return
      const next = candidates[++started]
      if (next !== undefined) timer = setTimeout(startNext, staggerMs(next))
      const own = new AbortController()
      underWay.add(own)
      attempt(candidate, own.signal).then(
        (result) => {
          underWay.delete(own) // what won must not see its signal abort
          if (settled) discard(result)
          else settle(() => resolve(result))
        },
        (error: unknown) => {
          underWay.delete(own)
          firstError ??= error
          failed++
          if (failed === candidates.length) settle(() => reject(firstError))
          else if (failed === started) startNext()
        },
      )
    }

    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp)
    if (candidates.length === 0) return settle(() => reject(new RangeError('no candidates')))
    startNext()
  })
}
