import type { Reference } from './reference.ts'

/** What a holder that cannot read knows of a payload. */
export interface HeldPayload
  extends Pick<Reference, 'author' | 'privacy' | 'kind' | 'expiresAtMs' | 'hints' | 'relays'> {
  /** 32 bytes: names the swarm and proves membership, and opens nothing. */
  readonly swarmKey: Uint8Array
}
