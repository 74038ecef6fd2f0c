'use client'

import { PasselProvider as EngineProvider, type PasselProviderProps as EngineProviderProps } from '@passel/hooks'
import { useMemo, useState, type ReactNode } from 'react'
import { LiveRegion } from './live-region/live-region.tsx'
import { createVoice, VoiceContext } from './live-region/voice.tsx'
import { english } from './messages/english.ts'
import type { Messages } from './messages/messages.ts'
import { wordsOf, WordsContext } from './messages/messages-context.tsx'

export interface PasselProviderProps extends EngineProviderProps {
  /** Other words, or some of them. @default English */
  readonly messages?: Partial<Messages>
}

/** Gives an engine and a language to what is below, and says aloud, once each, what becomes of transfers. */
export function PasselProvider ({ messages, children, ...rest }: PasselProviderProps): ReactNode {
  const [voice] = useState(createVoice)
  const words = useMemo(() => wordsOf({ ...english, ...messages }), [messages])
  return (
    <EngineProvider {...rest}>
      <WordsContext.Provider value={words}>
        <VoiceContext.Provider value={voice}>
          {children}
          <LiveRegion />
        </VoiceContext.Provider>
      </WordsContext.Provider>
    </EngineProvider>
  )
}
