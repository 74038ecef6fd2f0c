'use client'

import { useEffect, useState } from 'react'

/** Milliseconds between two looks at the clock, for words like `5 minutes ago`. */
const LOOK_MS = 30_000

/** The wall clock's time, now and then, while somebody `asks`; null on servers and before the first look. */
export function useNow (asks: boolean): number | null {
  const [nowMs, setNowMs] = useState<number | null>(null)
  useEffect(() => {
    if (!asks) return undefined
    const look = (): void => setNowMs(Date.now())
    look()
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [asks])
  return nowMs
}
