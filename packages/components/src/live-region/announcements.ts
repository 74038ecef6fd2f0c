/**
 * What people who do not see the screen are told: that something started, a quarter, half and three quarters of it,
 * that it is done or failed. Once each, whatever the number of updates.
 */
import type { TransferId, TransferState } from '@passel/core'
import type { Words } from '../messages/messages-context.tsx'
import { displayName } from '../names/display-name.ts'

interface Told {
  /** Looked at last: the same object has nothing new. */
  readonly state: TransferState
  readonly quarter: number
  readonly end: 'done' | 'failed' | null
}

export type ToldSoFar = ReadonlyMap<TransferId, Told>

const QUARTERS = 4

/** What there is to tell after `before`; of what was there from the start only what is new. */
export function announce (
  before: ToldSoFar | null, states: readonly TransferState[], messages: Words
): { readonly told: ToldSoFar, readonly texts: readonly string[] } {
  const told = new Map<TransferId, Told>()
  const texts: string[] = []
  for (const state of states) {
    const earlier = before?.get(state.id)
    if (earlier?.state === state) {
      told.set(state.id, earlier)
      continue
    }
    const now = toldOf(state, earlier)
    told.set(state.id, now)
    if (before === null) continue
    const text = textOf(state, earlier, now, messages)
    if (text !== undefined) texts.push(text)
  }
  return { told, texts }
}

function toldOf (state: TransferState, earlier: Told | undefined): Told {
  const { phase, failure, progress } = state
  const { total, given, loaded } = progress
  const ratio = total === null || total === 0 ? 0 : (given ?? loaded) / total
  const quarter = Math.max(Math.min(Math.floor(ratio * QUARTERS), QUARTERS - 1), earlier?.quarter ?? 0)
  return { state, quarter, end: failure !== null ? 'failed' : phase === 'done' ? 'done' : null }
}

function textOf (state: TransferState, before: Told | undefined, now: Told, messages: Words): string | undefined {
  const name = (): string => displayName(state.reference.name, messages.unnamedFile).text
  if (now.end !== (before?.end ?? null)) {
    if (now.end === 'done') return messages.saysDone(name(), state.role)
    if (now.end === 'failed') return messages.saysFailed(name(), messages.errors[state.failure ?? 'io'])
  }
  if (before === undefined) return messages.saysStarted(name(), state.role)
  if (now.quarter <= before.quarter || now.end !== null) return undefined
  return messages.saysQuarter(name(), messages.format.percent(now.quarter / QUARTERS))
}
