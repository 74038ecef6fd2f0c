import type { PasselErrorCode } from '@passel/core'
import type { TransferView } from '@passel/hooks'
import { expect, test } from 'vitest'
import { actionsOf } from './actions-of.ts'

const view = (parts: object): TransferView => ({
  phase: 'transferring', role: 'get', owner: 'this-tab', error: null, pauseReason: null, isFetching: true,
  canRetry: false, ...parts
}) as TransferView

const failed = (code: PasselErrorCode, canRetry: boolean): TransferView =>
  view({ phase: 'failed', error: { code }, canRetry, isFetching: false })

test.each<[string, TransferView, readonly string[]]>([
  ['what moves', view({}), ['pause', 'cancel']],
  ['what waits for a person', view({ pauseReason: 'user', isFetching: false }), ['resume', 'cancel']],
  ['what waits for room', view({ pauseReason: 'quota', isFetching: false }), ['resume', 'cancel']],
  ['what waits for its file', view({ pauseReason: 'needs-file', isFetching: false }), ['choose', 'cancel']],
  ['what waits for the network', view({ pauseReason: 'offline', isFetching: false }), ['cancel']],
  ['what another tab moves', view({ owner: 'other-tab' }), ['pause', 'cancel']],
  ['what a silent tab holds', view({ owner: 'other-tab', pauseReason: 'other-tab', isFetching: false }), ['cancel']],
  ['what is being checked', view({ phase: 'verifying' }), ['cancel']],
  ['what a sender holds ready', view({ phase: 'holding', role: 'send', isFetching: false }), ['cancel']],
  ['what is here', view({ phase: 'done', isFetching: false }), ['save', 'remove']],
  ['what was delivered', view({ phase: 'done', role: 'send', isFetching: false }), ['remove']],
  ['what has not begun', view({ phase: 'idle', isFetching: false }), ['download', 'remove']],
  ['what was canceled', view({ phase: 'canceled', isFetching: false, canRetry: true }), ['retry', 'remove']],
  ['a failure that can be helped', failed('disk-full', true), ['retry', 'remove']],
  ['a file that is gone', failed('source-missing', true), ['choose', 'remove']],
  ['a failure that cannot', failed('author-conflict', false), ['remove']]
])('%s', (_what, transfer, actions) => {
  expect(actionsOf(transfer, true)).toEqual(actions)
  expect(actionsOf(transfer, false)).toEqual(actions.filter((action) => action !== 'remove'))
})
