import type { ChanNo, ConnNo, SwarmNo } from '../../../ids.ts'

/** A proven (connection, swarm) pair. `number` is what both sides call it on the wire. */
export interface Channel {
  readonly chan: ChanNo
  readonly number: number
  readonly conn: ConnNo
  readonly swarm: SwarmNo
}
