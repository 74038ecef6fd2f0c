import { MAX_RATED_CLIENTS } from './limits.ts'

/** How much a client may publish: `messages` within any `perMs` milliseconds. */
export interface RateLimit { readonly messages: number, readonly perMs: number }

/** What the public network grants a membership. */
export const NETWORK_RATE: RateLimit = { messages: 100, perMs: 600_000 }

/** Creates a check that is true while `client` keeps within the limit; a refused message does not count. */
export function createRateLimit (
  { messages, perMs }: RateLimit,
  nowMs: () => number = Date.now
): (client: string) => boolean {
  const sent = new Map<string, number[]>()
  return (client) => {
    const now = nowMs()
    const times = (sent.get(client) ?? []).filter((time) => now - time < perMs)
    const within = times.length < messages
    if (within) times.push(now)
    sent.delete(client) // put last: the map's order is who was heard from when
    sent.set(client, times)
    if (sent.size > MAX_RATED_CLIENTS) sent.delete(sent.keys().next().value!)
    return within
  }
}
