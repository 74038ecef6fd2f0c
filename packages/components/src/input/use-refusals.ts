'use client'

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createGathering } from '../gathering.ts'
import { useVoice } from '../live-region/voice.tsx'
import { useMessages } from '../messages/messages-context.tsx'
import { displayName } from '../names/display-name.ts'
import type { Refusal, Refused } from './refusal.ts'

/** Milliseconds for which refusals are gathered: each would be drawn, and a thousand files can fail in a row. */
const GATHER_MS = 250
/** Refusals said one by one; more are said together. */
const MAX_SAID = 3

export interface Refusals {
  /** Oldest first, until dismissed. */
  readonly refusals: readonly Refusal[]
  /** Files that were not even looked at, being too many. */
  readonly more: number
  readonly refuse: (refused: readonly Refused[], more?: number) => void
  readonly dismiss: (gone: readonly Refusal[]) => void
  readonly dismissAll: () => void
}

type Listener = (refusals: readonly Refusal[], more: number) => void

/** What was not taken: shown at most four times a second, and told once, whatever the number of files. */
export function useRefusals (textOf: (refused: Refused) => string, onRefused?: Listener): Refusals {
  const [shown, setShown] = useState<{ readonly refusals: readonly Refusal[], readonly more: number }>(NOTHING)
  const messages = useMessages()
  const voice = useVoice()
  const lastId = useRef(0)

  const tell = (refusals: readonly Refusal[], more: number): void => {
    const count = refusals.length + more
    const reasons = new Set(refusals.map(textOf))
    if (more > 0) reasons.add(textOf({ name: '', code: 'too-many' }))
    if (count > MAX_SAID) voice.say(messages.refusedMany(count, reasons.size === 1 ? [...reasons].join('') : null))
    else for (const each of refusals) voice.say(messages.refused(nameOf(each, messages.unnamedFile), textOf(each)))
    onRefused?.(refusals, more)
  }
  const latest = useRef(tell)
  useEffect(() => { latest.current = tell })

  const [gathering] = useState(() => createGathering<{ readonly refused: readonly Refused[], readonly more: number }>(
    GATHER_MS,
    (batches) => {
      const refusals = batches.flatMap(({ refused }) => refused).map((each) => ({ ...each, id: ++lastId.current }))
      const more = batches.reduce((sum, batch) => sum + batch.more, 0)
      setShown((before) => ({ refusals: [...before.refusals, ...refusals], more: before.more + more }))
      latest.current(refusals, more)
    }
  ))

  const refuse = useCallback<Refusals['refuse']>((refused, more = 0) => {
    if (refused.length + more > 0) gathering.add([{ refused, more }])
  }, [gathering])
  const dismiss = useCallback<Refusals['dismiss']>((gone) => {
    const ids = new Set(gone.map(({ id }) => id))
    setShown(({ refusals, more }) => ({ refusals: refusals.filter(({ id }) => !ids.has(id)), more }))
  }, [])
  const dismissAll = useCallback(() => setShown(NOTHING), [])
  return useMemo(() => ({ ...shown, refuse, dismiss, dismissAll }), [shown, refuse, dismiss, dismissAll])
}

const NOTHING = { refusals: [], more: 0 }

function nameOf ({ name }: Refused, unnamed: string): string {
  return displayName(name, unnamed).text
}
