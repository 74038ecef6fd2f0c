'use client'

import { inlineKind, type InlineKind, type TransferId } from '@passel/core'
import type { FileTransfer } from '@passel/hooks'
import { useMemo, useState, type ReactNode } from 'react'
import { useGallery } from '../gallery/gallery-context.tsx'
import { sniffImage } from '../media/sniff-image.ts'
import { useMediaUrl } from '../media/use-media-url.ts'
import { useObjectUrl } from '../media/use-object-url.ts'
import { useMessages } from '../messages/messages-context.tsx'
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

/** The payload itself, in a box that had its size before the first byte; video and sound while they arrive. */
export function AttachmentMedia ({ transfer, name }: AttachmentPreviewProps): ReactNode {
  const inline = inlineKind(transfer.reference?.mediaType)
  const [broken, setBroken] = useState<string>()
  const arriving = useMediaUrl(transfer, inline !== undefined && inline.kind !== 'image' && isPlayable(transfer))
  const playing = arriving !== broken && transfer.phase !== 'canceled' && !transfer.isError ? arriving : undefined
  const data = playing === undefined ? transfer.data : undefined
  // With the type that was checked: the sender's may say anything.
  const shown = useMemo(() => inline && data?.slice(0, data.size, inline.mediaType), [data, inline?.mediaType])
  const here = useObjectUrl(shown)
  const url = playing ?? here
  const thumbnail = useThumbnailUrl(transfer)
  if (inline === undefined) return null
  return (
    <div className='passel-media' data-part='media' data-kind={inline.kind} data-state={url ? 'shown' : 'waiting'}>
      {url === undefined
        ? thumbnail === undefined ? <Icon name={inline.kind} /> : <img src={thumbnail} alt='' data-part='blurred' />
        : (
          <Playable
            {...inline}
            url={url}
            name={name}
            poster={thumbnail}
            transferId={transfer.transferId}
            onBroken={() => setBroken(arriving)}
          />
        )}
    </div>
  )
}

/** Its beginning is here and its end is known; or it is one's own, and too large to be read whole. */
function isPlayable ({ role, isPending, isSuccess, data, progress }: FileTransfer): boolean {
  if (role === 'send') return isSuccess && data === undefined
  return isPending && progress.total !== null && progress.loaded > 0
}

interface PlayableProps {
  readonly kind: InlineKind
  readonly url: string
  readonly name: string
  readonly poster: string | undefined
  readonly transferId: TransferId | null
  readonly onBroken: () => void
}

function Playable ({ kind, url, name, poster, transferId, onBroken }: PlayableProps): ReactNode {
  const player = { src: url, 'aria-label': name, controls: true, preload: 'metadata', onError: onBroken } as const
  switch (kind) {
    case 'image': return <Picture url={url} name={name} transferId={transferId} />
    case 'video': return <video {...player} poster={poster} playsInline />
    case 'audio': return <audio {...player} />
  }
}

/** Within a gallery it is a button that opens it there. */
function Picture ({ url, name, transferId }: Pick<PlayableProps, 'url' | 'name' | 'transferId'>): ReactNode {
  const open = useGallery()
  const { openPicture } = useMessages()
  const picture = <img src={url} alt={name} decoding='async' />
  if (open === undefined || transferId === null) return picture
  return (
    <button
      type='button'
      className='passel-open'
      data-gallery-item={transferId}
      aria-label={openPicture(name)}
      onClick={() => open(transferId)}
    >
      {picture}
    </button>
  )
}

function useThumbnailUrl ({ reference }: FileTransfer): string | undefined {
  const bytes = reference?.thumbnail
  const blob = useMemo(() => {
    const type = bytes === undefined ? undefined : sniffImage(bytes)
    return type === undefined ? undefined : new Blob([new Uint8Array(bytes ?? [])], { type })
  }, [bytes])
  return useObjectUrl(blob)
}
