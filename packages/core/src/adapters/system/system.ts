import type { SystemPort } from '../../ports.ts'
import { createAuthorKeys, verify } from './author-keys.ts'

/** The platform's clocks, randomness and timer; the same in browsers, workers and Node. */
export function createSystem (): SystemPort {
  return {
    now: () => ({ mono: performance.now(), wall: Date.now() }),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    createAuthorKeys,
    verify,
    alarm: (ms, callback) => {
      const timer = setTimeout(callback, Math.max(0, Math.ceil(ms)))
      return () => clearTimeout(timer)
    }
  }
}
