import type { Hint } from './reference.ts'
import type { PeerId } from '../ids.ts'

/** What one signal says about one swarm. Sender address always included: whoever reads it can dial back. */
export type SignalBody =
  /** Here I am, this is what I miss, these failed me (stored; expires within 24 h). `attempt` counts from 1. */
  | { readonly type: 'seek', readonly from: Hint, readonly attempt: number, readonly failed: readonly PeerId[], readonly expiresAtMs: number }
  /** I hold this, dial me there. `answers`: the id of the seek. */
  | { readonly type: 'offer', readonly from: Hint, readonly answers: string, readonly haveAll: boolean }
  /** Who keeps it (stored). */
  | { readonly type: 'holders', readonly holders: readonly Hint[] }
