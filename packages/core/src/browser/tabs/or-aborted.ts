/** What `work` comes to, unless the signal aborts before: then its reason. */
export async function orAborted<T> (work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  return await new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Rejects when the signal aborts. */
export async function untilAborted (signal: AbortSignal): Promise<never> {
  return await orAborted(new Promise<never>(() => { /* Only the signal ends it. */ }), signal)
}
