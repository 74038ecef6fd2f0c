import type { ReactNode } from 'react'
import type { DisplayName } from './display-name.ts'

export interface FileNameProps {
  readonly name: DisplayName
}

/** A file's name whose extension stays in sight, whatever its direction and length. */
export function FileName ({ name }: FileNameProps): ReactNode {
  return (
    <bdi className='passel-name' title={name.text}>
      <span className='passel-name-stem'>{name.stem}</span>
      <span className='passel-name-extension'>{name.extension}</span>
    </bdi>
  )
}
