import type { SwarmNo } from '../../../ids.ts'
import type { SwarmKeys } from '../../../ports.ts'

/** A channel between `open` and the proofs of both sides. `cancel` stops its alarm. */
export type Joining = { readonly cancel: () => void } & (
  /** We named the swarm and wait for their nonce. */
  | { readonly by: 'us', readonly at: 'opened', readonly swarm: SwarmNo, readonly nonce: Uint8Array }
  /** We proved and wait for their proof, which must be this. */
  | { readonly by: 'us', readonly at: 'proved', readonly swarm: SwarmNo, readonly expected: Uint8Array }
  /** They named a swarm, perhaps none of ours (no keys), and got our nonce. */
  | {
    readonly by: 'them'
    readonly at: 'challenged'
    readonly keys: SwarmKeys | undefined
    /** Nonces. */
    readonly theirs: Uint8Array
    readonly ours: Uint8Array
  }
  /** They will be refused, when nobody can tell any more by the time it took why. */
  | { readonly by: 'them', readonly at: 'refusing' }
)
