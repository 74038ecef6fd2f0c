import type { ReactNode } from 'react'

export interface BarProps {
  /** From 0 to 1; null while nobody knows how far it is. */
  readonly ratio: number | null
  readonly state: 'fetching' | 'paused' | 'idle'
  /** What it is the progress of. */
  readonly label: string
  /** The same in words. */
  readonly text: string
}

export function Bar ({ ratio, state, label, text }: BarProps): ReactNode {
  const percent = ratio === null ? undefined : Math.floor(ratio * 100)
  return (
    <div
      className='passel-progress'
      role='progressbar'
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={text}
      data-part='progress'
      data-state={state}
      data-known={ratio !== null}
    >
      <div className='passel-progress-fill' style={ratio === null ? undefined : { inlineSize: `${ratio * 100}%` }} />
    </div>
  )
}
