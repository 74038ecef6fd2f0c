import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

export interface IconButtonProps {
  readonly icon: IconName
  /** Says what it does and to which file. */
  readonly label: string
  readonly onPress: () => void
}

export function IconButton ({ icon, label, onPress }: IconButtonProps): ReactNode {
  return (
    <button
      type='button'
      className='passel-button'
      data-action={icon}
      aria-label={label}
      title={label}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  )
}
