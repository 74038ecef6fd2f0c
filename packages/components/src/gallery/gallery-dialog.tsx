'use client'

import { inlineKind, type TransferId } from '@passel/core'
import { useFileTransfer } from '@passel/hooks'
import { useEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { IconButton } from '../attachment/icon-button.tsx'
import { Icon } from '../attachment/icons.tsx'
import { useVoice } from '../live-region/voice.tsx'
import { useObjectUrl } from '../media/use-object-url.ts'
import { useMessages } from '../messages/messages-context.tsx'
import { displayName } from '../names/display-name.ts'
import { FileName } from '../names/file-name.tsx'

export interface GalleryDialogProps {
  readonly id: TransferId
  readonly index: number
  readonly count: number
  readonly onMove: (index: number) => void
  readonly onClose: () => void
}

/** One picture, as large as the window allows. The platform's dialog keeps the focus in it and gives it back. */
export function GalleryDialog ({ id, index, count, onMove, onClose }: GalleryDialogProps): ReactNode {
  const messages = useMessages()
  const voice = useVoice()
  const dialog = useRef<HTMLDialogElement>(null)
  const { reference, data } = useFileTransfer(id, { enabled: false })
  const inline = inlineKind(reference?.mediaType)
  const shown = useMemo(() => inline && data?.slice(0, data.size, inline.mediaType), [data, inline?.mediaType])
  const url = useObjectUrl(shown)
  const name = displayName(reference?.name, messages.unnamedFile)
  const place = messages.pictureOf(messages.format.count(index + 1), messages.format.count(count))

  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  const told = useRef(index)
  useEffect(() => {
    if (told.current === index) return
    told.current = index
    voice.say(`${name.text}, ${place}`)
  }, [index, name.text, place, voice])

  const move = (by: number): void => onMove((index + by + count) % count)
  const moveByKey = (event: KeyboardEvent): void => {
    const forward = messages.direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    const back = messages.direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft'
    const target = { [forward]: index + 1, [back]: index - 1, Home: 0, End: count - 1 }[event.key]
    if (target === undefined) return
    event.preventDefault()
    onMove((target + count) % count)
  }

  return (
    <dialog
      ref={dialog}
      className='passel passel-gallery'
      aria-label={name.text}
      dir={messages.direction}
      onClose={onClose}
      onKeyDown={moveByKey}
      // Everything of it but the picture and the bar is background.
      onClick={({ target, currentTarget }) => { if (target === currentTarget) currentTarget.close() }}
    >
      <div className='passel-gallery-bar' data-part='bar'>
        <FileName name={name} />
        {count > 1 && <span className='passel-gallery-place'>{place}</span>}
        <IconButton icon='cancel' label={messages.close} onPress={() => dialog.current?.close()} />
      </div>
      {url === undefined
        ? <Icon name={inline?.kind ?? 'file'} />
        : <img className='passel-gallery-picture' src={url} alt={name.text} decoding='async' />}
      {count > 1 && (
        <>
          <IconButton icon='previous' label={messages.previous} onPress={() => move(-1)} />
          <IconButton icon='next' label={messages.next} onPress={() => move(1)} />
        </>
      )}
    </dialog>
  )
}
