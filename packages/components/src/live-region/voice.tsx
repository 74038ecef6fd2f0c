'use client'

import { createContext, useContext } from 'react'

/** What parts of the kit have to say, for the one live region of the page. */
export interface Voice {
  say (text: string): void
  /** Hears what is said from now on; the returned function ends it. */
  listen (hear: (text: string) => void): () => void
}

export function createVoice (): Voice {
  const listeners = new Set<(text: string) => void>()
  return {
    say: (text) => { for (const hear of listeners) hear(text) },
    listen: (hear) => {
      listeners.add(hear)
      return () => { listeners.delete(hear) }
    }
  }
}

export const VoiceContext = createContext<Voice>(createVoice())

export function useVoice (): Voice {
  return useContext(VoiceContext)
}
