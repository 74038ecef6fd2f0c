/** The delaying proxy in a process of its own; each request answers with the bytes passed so far. */
import type { LinkShape } from '../delay-line.ts'
import { startDelayProxy, type ProxyTotals } from '../delay-proxy.ts'
import { serve } from './serve.ts'

export interface DelayProxyOptions extends LinkShape {
  readonly targetPort: number
}

export interface DelayProxyReady {
  readonly port: number
}

serve<DelayProxyOptions, DelayProxyReady, void, ProxyTotals>(async ({ targetPort, ...shape }) => {
  const proxy = await startDelayProxy(targetPort, shape)
  return { ready: { port: proxy.port }, answer: async () => proxy.totals() }
})
