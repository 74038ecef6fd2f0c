import type { ReactNode } from 'react'
import { Attachment, type AttachmentProps } from '../attachment/attachment.tsx'
import { isReference } from '../is-reference.ts'

export interface PasselFileProps extends Omit<AttachmentProps, 'reference' | 'children'> {
  /** Of a file part. */
  readonly data: string
  /** For file parts that somebody else made. @default nothing */
  readonly otherwise?: ReactNode
}

/** Draws a file part of a message: `<MessagePrimitive.Parts components={{ File: PasselFile }} />`. */
export function PasselFile ({ data, otherwise = null, ...options }: PasselFileProps): ReactNode {
  const { className, onRemove, inline, onSaveError, enabled, autoStart, maxDataBytes } = options
  if (!isReference(data)) return otherwise
  return (
    <Attachment
      reference={data}
      {...definedOf({ className, onRemove, inline, onSaveError, enabled, autoStart, maxDataBytes })}
    />
  )
}

/** A part has more properties than an attachment takes, and those that are not given must not be there at all. */
function definedOf<Given extends object> (given: Given): { [Key in keyof Given]?: Exclude<Given[Key], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [Key in keyof Given]?: Exclude<Given[Key], undefined> }
}
