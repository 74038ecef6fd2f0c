import type { ReactNode } from 'react'
import type { DisplayName } from './display-name.ts'

export interface FileNameProps {
  readonly name: DisplayName
}

/**
 * A file's name whose extension stays in sight and always stands at the right: within a name that is written from right
 * to left it would move into the middle, and `.exe` could pass for a part of the name.
 */
export function FileName ({ name }: FileNameProps): ReactNode {
  return (
    <span className='passel-name' title={name.text} dir='ltr'>
      <bdi className='passel-name-stem'>{name.stem}</bdi>
      <bdi className='passel-name-extension'>{name.extension}</bdi>
    </span>
  )
}
