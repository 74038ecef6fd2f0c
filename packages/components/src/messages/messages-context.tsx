'use client'

import { createContext, useContext } from 'react'
import { english } from './english.ts'
import { createFormat, type Format } from './format.ts'
import type { Messages } from './messages.ts'

/** What the components say, and how they write numbers. */
export interface Words extends Messages {
  readonly format: Format
}

export function wordsOf (messages: Messages): Words {
  return { ...messages, format: createFormat(messages.locale) }
}

export const WordsContext = createContext<Words>(wordsOf(english))

/** The words of the provider above; English without one. */
export function useMessages (): Words {
  return useContext(WordsContext)
}
