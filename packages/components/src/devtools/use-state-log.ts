'use client'

import type { EngineState } from '@passel/core'
import { useEngine } from '@passel/hooks'
import { useEffect, useState } from 'react'

export interface LogEntry {
  readonly id: number
  readonly time: string
  readonly name: string | undefined
  readonly text: string
}

const MAX_ENTRIES = 100

/** What changed since the panel was opened, newest first: phases, pauses, failures, peers; not every byte. */
export function useStateLog (): readonly LogEntry[] {
  const engine = useEngine()
  const [log, setLog] = useState<readonly LogEntry[]>([])
  useEffect(() => engine?.state.subscribe((now, before) => {
    const changes = changesBetween(before, now)
    if (changes.length === 0) return
    const time = new Date().toLocaleTimeString('en-GB')
    setLog((entries) => {
      const next = (entries[0]?.id ?? 0) + 1
      const added = changes.map((change, index) => ({ ...change, id: next + index, time })).reverse()
      return [...added, ...entries].slice(0, MAX_ENTRIES)
    })
  }), [engine])
  return log
}

function changesBetween (before: EngineState, now: EngineState): { name: string | undefined, text: string }[] {
  const changes: { name: string | undefined, text: string }[] = []
  for (const [id, state] of Object.entries(now.transfers)) {
    const earlier = before.transfers[id]
    if (state === earlier) continue
    const { name } = state.reference
    const is = state.failure ?? state.pauseReason ?? state.phase
    if (earlier === undefined || is !== (earlier.failure ?? earlier.pauseReason ?? earlier.phase)) {
      changes.push({ name, text: is })
    }
    const peers = state.peers.length
    if (earlier !== undefined && peers !== earlier.peers.length) changes.push({ name, text: `${peers} peers` })
    const held = state.holders?.held
    if (held !== undefined && held !== (earlier?.holders?.held ?? 0)) changes.push({ name, text: `held by ${held}` })
  }
  for (const [id, state] of Object.entries(before.transfers)) {
    if (now.transfers[id] === undefined) changes.push({ name: state.reference.name, text: 'removed' })
  }
  return changes
}
