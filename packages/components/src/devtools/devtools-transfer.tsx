import type { TransferState } from '@passel/core'
import type { ReactNode } from 'react'
import type { Format } from '../messages/format.ts'
import { displayName } from '../names/display-name.ts'

/** A peer id's end tells peers apart. */
const ID_TAIL_CHARS = 8

/** One transfer as the engine has it. */
export function DevtoolsTransfer ({ state, format }: { state: TransferState, format: Format }): ReactNode {
  const { id, role, reference, phase, pauseReason, failure, progress } = state
  const { peers, receipts, holders, traffic, signalsSent } = state
  const { bytes } = format
  const facts: readonly (readonly [string, string])[] = [
    ['id', id],
    ['state', [role, phase, pauseReason, failure].filter((part) => part !== null).join(' · ')],
    ['plain', `${bytes(progress.loaded)} of ${progress.total === null ? '?' : bytes(progress.total)}`],
    ['rate', `${bytes(progress.bytesPerSecond)}/s`],
    ['given', progress.given === null ? '–' : bytes(progress.given)],
    ['traffic', `in ${bytes(traffic.in)}, twice ${bytes(traffic.twice)}, out ${bytes(traffic.out)}, ` +
      `resumed ${bytes(traffic.resumed)}`],
    ['receipts', `${receipts.have} of ${receipts.of}`],
    ...(holders === null ? [] : [
      ['holders', `${holders.held} of ${holders.of} held, ${holders.need} needed, ${holders.online} online` +
        `${holders.mayLeave ? ', may leave' : ''}`],
      ['missing', holders.missing.join(', ') || 'none'],
      ['read back', holders.verifiedAtMs === null ? '–' : new Date(holders.verifiedAtMs).toLocaleTimeString('en-GB')],
      ['keepers', holders.keepers.map(({ peer, columns, held }) =>
        `…${peer.slice(-ID_TAIL_CHARS)} ${columns.join('+')}${held ? '' : ' promised'}`).join(', ') || 'none']
    ] as const),
    ['signals', String(signalsSent)],
    ['first byte', state.firstByteMs === null ? '–' : `${state.firstByteMs} ms`],
    ['class', reference.privacy],
    ['owner', state.owner],
    ['peers', peers.map(({ peer, path }) => `…${peer.slice(-ID_TAIL_CHARS)} ${path}`).join(', ') || 'none']
  ]
  return (
    <details className='passel-devtools-transfer' data-state={phase}>
      <summary><bdi>{displayName(reference.name, 'unnamed').text}</bdi> {failure ?? pauseReason ?? phase}</summary>
      <dl>{facts.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}</dl>
    </details>
  )
}
