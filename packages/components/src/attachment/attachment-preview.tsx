'use client'

import type { FileTransfer } from '@passel/hooks'
import { useMemo, type ReactNode } from 'react'
import { inlineKind, type InlineKind } from '../media/inline-kind.ts'
import { sniffImage } from '../media/sniff-image.ts'
import { useObjectUrl } from '../media/use-object-url.ts'
import { Icon } from './icons.tsx'

export interface AttachmentPreviewProps {
  readonly transfer: FileTransfer
  /** As shown. */
  readonly name: string
}

/** A small picture from the reference, or a sign for the kind of file. */
export function AttachmentThumbnail ({ transfer }: Pick<AttachmentPreviewProps, 'transfer'>): ReactNode {
  const url = useThumbnailUrl(transfer)
  return (
    <div className='passel-thumbnail' data-part='thumbnail' aria-hidden='true'>
      {url === undefined
        ? <Icon name={inlineKind(transfer.reference?.mediaType)?.kind ?? 'file'} />
        : <img src={url} alt='' decoding='async' />}
    </div>
  )
}

/** The payload itself, in a box that had its size before the first byte. */
export function AttachmentMedia ({ transfer, name }: AttachmentPreviewProps): ReactNode {
  const inline = inlineKind(transfer.reference?.mediaType)
  const { data } = transfer
  // With the type that was checked: the sender's may say anything.
  const shown = useMemo(() => inline && data?.slice(0, data.size, inline.mediaType), [data, inline?.mediaType])
  const url = useObjectUrl(shown)
  const thumbnail = useThumbnailUrl(transfer)
  if (inline === undefined) return null
  return (
    <div className='passel-media' data-part='media' data-kind={inline.kind} data-state={url ? 'shown' : 'waiting'}>
      {url === undefined
        ? thumbnail === undefined ? <Icon name={inline.kind} /> : <img src={thumbnail} alt='' data-part='blurred' />
        : <Playable kind={inline.kind} url={url} name={name} />}
    </div>
  )
}

function Playable ({ kind, url, name }: { kind: InlineKind, url: string, name: string }): ReactNode {
  switch (kind) {
    case 'image': return <img src={url} alt={name} decoding='async' />
    case 'video': return <video src={url} aria-label={name} controls playsInline preload='metadata' />
    case 'audio': return <audio src={url} aria-label={name} controls preload='metadata' />
  }
}

function useThumbnailUrl ({ reference }: FileTransfer): string | undefined {
  const bytes = reference?.thumbnail
  const blob = useMemo(() => {
    const type = bytes === undefined ? undefined : sniffImage(bytes)
    return type === undefined ? undefined : new Blob([new Uint8Array(bytes ?? [])], { type })
  }, [bytes])
  return useObjectUrl(blob)
}
