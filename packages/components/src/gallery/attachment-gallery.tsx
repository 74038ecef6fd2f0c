'use client'

import type { TransferId } from '@passel/core'
import { useCallback, useRef, useState, type ReactNode } from 'react'
import { GalleryContext } from './gallery-context.tsx'
import { GalleryDialog } from './gallery-dialog.tsx'

export interface AttachmentGalleryProps {
  readonly className?: string
  /** Attachments anywhere in here, and whatever lies between them. */
  readonly children?: ReactNode
}

interface Shown { readonly ids: readonly TransferId[], readonly index: number }

/** Makes buttons of the pictures of all attachments inside, which open them large, one after the other. */
export function AttachmentGallery ({ className, children }: AttachmentGalleryProps): ReactNode {
  const root = useRef<HTMLDivElement>(null)
  const [shown, setShown] = useState<Shown | null>(null)

  // In the order of the page, whichever of them came first.
  const open = useCallback((id: TransferId) => {
    const items = root.current?.querySelectorAll<HTMLElement>('[data-gallery-item]') ?? []
    const ids = [...new Set([...items].map(({ dataset }) => dataset['galleryItem'] as TransferId))]
    setShown({ ids, index: Math.max(0, ids.indexOf(id)) })
  }, [])

  return (
    <GalleryContext.Provider value={open}>
      <div ref={root} className={className}>{children}</div>
      {shown !== null && (
        <GalleryDialog
          id={shown.ids[shown.index]!}
          index={shown.index}
          count={shown.ids.length}
          onMove={(index) => setShown({ ...shown, index })}
          onClose={() => setShown(null)}
        />
      )}
    </GalleryContext.Provider>
  )
}
