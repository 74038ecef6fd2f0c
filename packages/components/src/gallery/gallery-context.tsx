'use client'

import type { TransferId } from '@passel/core'
import { createContext, useContext } from 'react'

/** Opens the gallery at one picture. */
export type OpenGallery = (id: TransferId) => void

export const GalleryContext = createContext<OpenGallery | undefined>(undefined)

/** The gallery around, where there is one. */
export function useGallery (): OpenGallery | undefined {
  return useContext(GalleryContext)
}
