import type { SwarmNo } from '../../../ids.ts'
import type { OpeningFrame } from '../../../pure/frame.ts'

/** A channel between `open` and its end or the other side's proof. `cancel` stops its alarm. */
export type Joining = { readonly cancel: () => void } & (
  /** We named the swarm and proved, and wait for their proof, which must be this. */
  | {
    readonly by: 'us'
    readonly swarm: SwarmNo
    readonly expected: Uint8Array
    /** What was asked for in the same breath. */
    readonly opening: readonly OpeningFrame[]
  }
  /** They will be refused, when nobody can tell any more by the time it took why. */
  | { readonly by: 'them' }
)
