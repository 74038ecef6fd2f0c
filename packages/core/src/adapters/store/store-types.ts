import type { SwarmNo } from '../../ids.ts'
import type { StorePort } from '../../ports.ts'

/** A store with what the command line and the interface want to know besides. */
export interface Store extends StorePort {
  /** Where a transfer's plain file is now (a finished one may have got a number: `photo (2).jpg`); undefined inside the home. */
  targetPath (swarm: SwarmNo): Promise<string | undefined>
}
