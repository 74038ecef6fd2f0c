'use client'

import type { EngineState } from '@passel/core'
import { useEngine } from '@passel/hooks'
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { createGathering } from '../gathering.ts'
import { useMessages } from '../messages/messages-context.tsx'
import { announce, textsOf, type Announcement, type ToldSoFar } from './announcements.ts'
import { useVoice } from './voice.tsx'

/** Older lines have been said; as many may come at once when a message with several files arrives. */
const KEPT_LINES = 24
/** Milliseconds for which announcements are gathered; many files that start one by one are one announcement then. */
const GATHER_MS = 1_000

interface Line { readonly id: number, readonly text: string }

/** The one place of a page that says, politely, what becomes of transfers and why files were not taken. */
export function LiveRegion (): ReactNode {
  const engine = useEngine()
  const messages = useMessages()
  const voice = useVoice()
  const [lines, setLines] = useState<readonly Line[]>([])
  const told = useRef<{ readonly engine: unknown, readonly soFar: ToldSoFar }>(undefined)

  const say = useCallback((texts: readonly string[]) => {
    if (texts.length === 0) return
    setLines((said) => {
      const next = (said.at(-1)?.id ?? 0) + 1
      return [...said, ...texts.map((text, index) => ({ id: next + index, text }))].slice(-KEPT_LINES)
    })
  }, [])

  useEffect(() => voice.listen((text) => say([text])), [voice, say])

  useEffect(() => {
    if (engine === null) return undefined
    const gathering = createGathering<Announcement>(GATHER_MS, (news) => say(textsOf(news, messages)))
    const hear = ({ transfers }: EngineState): void => {
      const before = told.current?.engine === engine ? told.current.soFar : null
      const { told: soFar, news } = announce(before, Object.values(transfers))
      told.current = { engine, soFar }
      gathering.add(news)
    }
    hear(engine.state.getState())
    const stop = engine.state.subscribe(hear)
    return () => {
      stop()
      gathering.stop()
    }
  }, [engine, messages, say])

  return (
    <div
      className='passel-live'
      aria-live='polite'
      aria-atomic='false'
      aria-relevant='additions'
      dir={messages.direction}
    >
      {lines.map(({ id, text }) => <p key={id}>{text}</p>)}
    </div>
  )
}
