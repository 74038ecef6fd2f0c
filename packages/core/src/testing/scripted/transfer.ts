import { swarmNo } from '../../ids.ts'
import type { TransferSnapshot } from '../../machines/peer-types.ts'
import type { StoredTransfer } from '../../ports.ts'
import type { PageSummary } from '../../pure/page.ts'
import type { Reference } from '../../pure/reference.ts'

export const scriptedReference: Reference = {
  version: 1,
  kind: 'file',
  privacy: 'direct',
  secret: new Uint8Array(32).fill(1),
  author: new Uint8Array(32).fill(2),
  hints: [],
  relays: []
}

/** A transfer that nothing has happened to, with what the script says in its place. */
export function scriptedSnapshot (script: Partial<TransferSnapshot> = {}): TransferSnapshot {
  return {
    swarm: swarmNo(1),
    role: 'get',
    phase: 'connecting',
    pauseReason: null,
    failure: null,
    chunks: { known: 0, have: 0, sealed: 0, furthest: 0, final: false },
    bytes: { have: 0, total: null },
    traffic: { in: 0, twice: 0, out: 0, resumed: 0 },
    rate: { inBytesPerSecond: 0, outBytesPerSecond: 0 },
    members: [],
    receipts: { have: 0, of: 0 },
    firstByteMs: null,
    holders: null,
    keeping: null,
    signalsSent: 0,
    ...script
  }
}

/** A transfer as the journal has it: receiving, with these pages. */
export function scriptedTransfer (pages: readonly PageSummary[] = []): StoredTransfer {
  return {
    swarm: swarmNo(1),
    init: { role: 'get', reference: scriptedReference, target: { kind: 'store' } },
    pages,
    sealedChunks: 0,
    sealedLast: false,
    have: new Uint8Array(0),
    parityStripes: 0,
    receipts: 0,
    paused: false,
    state: 'active',
    resumedBytes: 0
  }
}
