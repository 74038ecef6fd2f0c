import type { PasselErrorCode } from '@passel/core'
import type { StatePatch, TransferScript } from '@passel/core/testing/engine'

const MB = 1_000_000
const peers = [{ peer: '12D3KooWAnna', path: 'direct' }, { peer: '12D3KooWBen', path: 'relayed' }] as const
const report = { name: 'quarterly report.pdf', mediaType: 'application/pdf', size: 10 * MB }

const some = { loaded: 3.7 * MB, bytesPerSecond: 0, secondsLeft: null }
const moving = { loaded: 3.7 * MB, bytesPerSecond: 0.6 * MB, secondsLeft: 11 }

const sealed = { loaded: 10 * MB, given: 3.7 * MB, secondsLeft: 11 }

const get = (state: StatePatch): TransferScript => ({ reference: report, state })

const send = (state: StatePatch): TransferScript => ({
  role: 'send',
  reference: { ...report, name: 'minutes.pdf' },
  state: { ...state, progress: { loaded: 10 * MB, ...state.progress } }
})

const CHECKED_BEFORE_MS = 4 * 60_000

/** A sent file of which `count` of three holders have their part, of which any two are enough. */
export function held (count: number, state: StatePatch = {}): TransferScript {
  const keepers = ['12D3KooWOak', '12D3KooWElm', '12D3KooWAsh'].map((peer, column) => (
    { peer, columns: [column], held: column < count }
  ))
  return send({
    phase: 'holding', progress: { given: 0 }, ...state,
    holders: {
      need: 2, of: 3, held: count, keepers, online: count, missing: [], mayLeave: count >= 2,
      verifiedAtMs: count === 0 ? null : Date.now() - CHECKED_BEFORE_MS
    }
  })
}

/** One transfer in each state that people see. */
export const scripts = {
  queued: get({ phase: 'queued' }),
  connecting: get({ phase: 'connecting' }),
  transferring: get({ phase: 'transferring', peers, path: 'direct', progress: moving }),
  relayed: get({ phase: 'transferring', peers: peers.slice(1), path: 'relayed', progress: moving }),
  stalled: get({ phase: 'transferring', peers, path: 'direct', progress: some }),
  paused: get({ phase: 'transferring', pauseReason: 'user', progress: some }),
  offline: get({ phase: 'connecting', pauseReason: 'offline', progress: some }),
  nobody: get({ phase: 'connecting', pauseReason: 'no-peers', progress: some }),
  tooFewHolders: get({
    phase: 'transferring', pauseReason: 'not-enough-holders', progress: some,
    holders: {
      need: 2, of: 3, held: 1, verifiedAtMs: null, online: 1, missing: [1, 2], mayLeave: false, keepers: []
    }
  }),
  otherTab: get({ phase: 'transferring', pauseReason: 'other-tab', owner: 'other-tab', progress: some }),
  quota: get({ phase: 'transferring', pauseReason: 'quota', progress: some }),
  verifying: get({ phase: 'verifying', progress: { loaded: 10 * MB } }),
  done: get({ phase: 'done', progress: { loaded: 10 * MB } }),
  preparing: send({ phase: 'preparing', progress: { loaded: 2 * MB } }),
  sending: send({ phase: 'transferring', peers, path: 'direct', progress: { ...sealed, bytesPerSecond: 0.6 * MB } }),
  needsFile: send({ phase: 'transferring', pauseReason: 'needs-file', progress: sealed }),
  waiting: send({ phase: 'holding' }),
  heldByNone: held(0),
  heldBySome: held(1),
  heldByEnough: held(2),
  heldByAll: held(3),
  receivedBySome: send({ phase: 'holding', receipts: { have: 1, of: 4 }, progress: { given: 10 * MB } }),
  delivered: send({ phase: 'done', receipts: { have: 1, of: 1 }, progress: { given: 10 * MB } }),
  receivedByAll: send({ phase: 'done', receipts: { have: 4, of: 4 }, progress: { given: 10 * MB } })
} satisfies Record<string, TransferScript>

/** What ends a transfer so that a person sees it. */
export const FAILURES: readonly PasselErrorCode[] = [
  'reference-expired', 'source-changed', 'source-missing', 'author-conflict', 'chunk-malformed', 'disk-full', 'quota',
  'store-broken', 'too-long', 'not-enough-holders', 'io'
]

export function failed (failure: PasselErrorCode): TransferScript {
  return get({ phase: 'failed', failure, progress: some })
}
