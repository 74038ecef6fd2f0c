'use client'

import { createContext, useContext } from 'react'
import { english } from './english.ts'
import type { Messages } from './messages.ts'

export const MessagesContext = createContext<Messages>(english)

/** The words of the provider above; English without one. */
export function useMessages (): Messages {
  return useContext(MessagesContext)
}
