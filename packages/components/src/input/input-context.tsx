'use client'

import { createContext, useContext } from 'react'
import type { AttachmentInput } from './use-attachment-input.ts'

export const InputContext = createContext<AttachmentInput | undefined>(undefined)

/** The dropzone around, where there is one. */
export function useSharedInput (): AttachmentInput | undefined {
  return useContext(InputContext)
}
