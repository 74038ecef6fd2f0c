/** Work that is done again whenever asked for, one round at a time, and with growing pauses while it fails. */
export interface Rounds {
  /** Asks for a round: at once, or when the one under way has ended, or after `afterMs`. */
  request (afterMs?: number): void
  /** No more rounds; resolves when the last has ended. */
  close (): Promise<void>
}

/** Creates rounds of `work`, retried after `firstMs`, then twice as long each time up to `maxMs`. */
export function createRounds (work: () => Promise<void>, firstMs: number, maxMs: number): Rounds {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  let again = false
  let closed = false
  let retryMs = firstMs

  function request (afterMs = 0): void {
    if (closed) return
    if (afterMs > 0) {
      clearTimeout(timer)
      timer = setTimeout(request, afterMs)
    } else if (running === undefined) running = round()
    else again = true
  }

  async function round (): Promise<void> {
    let failed = false
    try {
      await work()
      retryMs = firstMs
    } catch {
      failed = true // `work` told whom it concerns; what is left to do is the next round
    }
    running = undefined
    const now = again && !failed
    again = false
    if (now) request()
    else if (failed) {
      request(retryMs)
      retryMs = Math.min(retryMs * 2, maxMs)
    }
  }

  return {
    request,
    async close () {
      closed = true
      clearTimeout(timer)
      await running
    }
  }
}
