import { PasselError } from '../../errors.ts'

/**
 * What `work` gives, unless it takes longer than `ms` (`waku-unreachable`) or `signal` fires (`canceled`). Nothing in
 * the SDK has a time-out of its own; what is given up goes on unheard.
 */
export async function within<T> (work: Promise<T>, ms: number, signal?: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const timer = setTimeout(
      () => end(() => reject(new PasselError('waku-unreachable', 'a Waku service node did not answer in time'))),
      ms
    )
    const cancel = (): void => end(() => reject(canceled(signal)))
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
      settle()
    }
    work.then((value) => end(() => resolve(value)), (error: unknown) => end(() => reject(error)))
    if (signal?.aborted === true) cancel()
    else signal?.addEventListener('abort', cancel, { once: true })
  })
}

export function canceled (signal?: AbortSignal): PasselError {
  return new PasselError('canceled', 'the caller canceled', { cause: signal?.reason })
}
