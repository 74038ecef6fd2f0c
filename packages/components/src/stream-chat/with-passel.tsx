import type { ComponentType, ReactNode } from 'react'
import { Attachment } from '../attachment/attachment.tsx'
import { isReference } from '../is-reference.ts'

/** What is looked at of an attachment of Stream Chat. */
export interface StreamAttachment {
  readonly asset_url?: string
  readonly image_url?: string
}

/** A component for the attachments of a message that draws those of Passel itself, and has `Theirs` draw the others. */
export function withPassel<Props extends { attachments: object[] }> (
  Theirs: ComponentType<Props>
): (props: Props) => ReactNode {
  return function PasselAttachments (props) {
    const references = props.attachments.flatMap((attachment) => referenceOf(attachment) ?? [])
    const others = props.attachments.filter((attachment) => referenceOf(attachment) === undefined)
    return (
      <>
        {references.map((reference) => <Attachment key={reference} reference={reference} />)}
        {others.length > 0 && <Theirs {...props} attachments={others} />}
      </>
    )
  }
}

function referenceOf ({ asset_url: asset, image_url: image }: StreamAttachment): string | undefined {
  return [asset, image].find(isReference)
}
