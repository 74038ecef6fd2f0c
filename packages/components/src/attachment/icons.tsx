import type { ReactNode } from 'react'

/** Drawn on a grid of 24, one stroke each. */
const PATHS = {
  pause: 'M9 6v12M15 6v12',
  resume: 'M8 5.5v13l10-6.5z',
  cancel: 'M7 7l10 10M17 7L7 17',
  retry: 'M18.5 12a6.5 6.5 0 1 1-2-4.7M17 4v4h-4',
  download: 'M12 5v10M7.5 11l4.5 4.5 4.5-4.5M6 19h12',
  save: 'M12 5v10M7.5 11l4.5 4.5 4.5-4.5M6 19h12',
  choose: 'M4 18V7h5l2 2h9v9z',
  previous: 'M14.5 6l-6 6 6 6',
  next: 'M9.5 6l6 6-6 6',
  attach: 'M12 5v14M5 12h14',
  folder: 'M4 18V7h5l2 2h9v9z',
  file: 'M7 4h7l4 4v12H7zM14 4v4h4',
  image: 'M5 6h14v12H5zM5 15l4-4 4 4 2-2 4 4M15.5 9.5h.01',
  video: 'M5 7h10v10H5zM15 11l4-2.5v7L15 13',
  audio: 'M9 17V7l9-2v10M9 17a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM18 15a2 2 0 1 1-4 0 2 2 0 0 1 4 0z'
} as const

export type IconName = keyof typeof PATHS

export interface IconProps {
  readonly name: IconName
}

/** A picture beside words that say the same. */
export function Icon ({ name }: IconProps): ReactNode {
  return (
    <svg className='passel-icon' viewBox='0 0 24 24' aria-hidden='true' focusable='false' data-icon={name}>
      <path d={PATHS[name]} />
    </svg>
  )
}
