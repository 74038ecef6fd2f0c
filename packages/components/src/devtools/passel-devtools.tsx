'use client'

import { useTransfers } from '@passel/hooks'
import { useState, type ReactNode } from 'react'
import { createFormat } from '../messages/format.ts'
import { displayName } from '../names/display-name.ts'
import { DevtoolsTransfer } from './devtools-transfer.tsx'
import { useStateLog } from './use-state-log.ts'

export interface PasselDevtoolsProps {
  /** @default false */
  readonly initiallyOpen?: boolean
}

/** For developers, in English: every transfer with its peers, paths, signals and traffic, and what changed when. */
export function PasselDevtools ({ initiallyOpen = false }: PasselDevtoolsProps): ReactNode {
  const [open, setOpen] = useState(initiallyOpen)
  return (
    <aside
      className='passel passel-devtools'
      data-state={open ? 'open' : 'closed'}
      aria-label='Passel devtools'
      dir='ltr'
    >
      <button type='button' className='passel-choose' aria-expanded={open} onClick={() => setOpen(!open)}>
        Passel
      </button>
      {open && <Panel />}
    </aside>
  )
}

function Panel (): ReactNode {
  const { transfers, totals } = useTransfers()
  const log = useStateLog()
  const [format] = useState(() => createFormat('en'))
  return (
    <div className='passel-devtools-panel' tabIndex={0} role='region' aria-label='Transfers and events'>
      <p>{totals.count} transfers, {totals.active} active, {totals.failed} failed, {totals.done} done</p>
      {transfers.map((state) => <DevtoolsTransfer key={state.id} state={state} format={format} />)}
      <h3>Events</h3>
      <ol className='passel-devtools-log'>
        {log.map(({ id, time, name, text }) => (
          <li key={id}><time>{time}</time> <bdi>{displayName(name, 'unnamed').text}</bdi> {text}</li>
        ))}
      </ol>
    </div>
  )
}
