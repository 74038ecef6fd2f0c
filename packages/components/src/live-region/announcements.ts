/**
 * What people who do not see the screen are told: that something started, a quarter, half and three quarters of it,
 * that others hold it, that it is done or failed. Once each, whatever the number of updates; of many files at once
 * only their number.
 */
import type { PasselErrorCode, TransferId, TransferState } from '@passel/core'
import type { Words } from '../messages/messages-context.tsx'
import type { Role } from '../messages/messages.ts'
import { displayName } from '../names/display-name.ts'

interface Told {
  /** Looked at last: the same object has nothing new. */
  readonly state: TransferState
  readonly quarter: number
  readonly kept: boolean
  readonly end: 'done' | 'failed' | null
}

export type ToldSoFar = ReadonlyMap<TransferId, Told>

/** Something that became of one transfer. */
export interface Announcement {
  readonly id: TransferId
  readonly what: 'started' | 'quarter' | 'kept' | 'done' | 'failed'
  readonly role: Role
  readonly name: string | undefined
  readonly quarter: number
  readonly failure: PasselErrorCode | null
}

const QUARTERS = 4
/** Files told of by name at once; who hears thirty names has heard none. */
const MAX_FILES_NAMED = 4
const COUNTED = ['failed', 'started', 'done'] as const
const ROLES: readonly Role[] = ['send', 'get']

/** What there is to tell after `before`; of what was there from the start only what is new. */
export function announce (
  before: ToldSoFar | null, states: readonly TransferState[]
): { readonly told: ToldSoFar, readonly news: readonly Announcement[] } {
  const told = new Map<TransferId, Told>()
  const news: Announcement[] = []
  for (const state of states) {
    const earlier = before?.get(state.id)
    if (earlier?.state === state) {
      told.set(state.id, earlier)
      continue
    }
    const now = toldOf(state, earlier)
    told.set(state.id, now)
    const what = before === null ? undefined : newsOf(earlier, now)
    const { id, role, reference, failure } = state
    if (what !== undefined) news.push({ id, what, role, name: reference.name, quarter: now.quarter, failure })
  }
  return { told, news }
}

/** Announcements in words. Of many files they are counted, and how far each of them is does not matter then. */
export function textsOf (news: readonly Announcement[], messages: Words): readonly string[] {
  const files = new Set(news.map(({ id }) => id))
  if (files.size <= MAX_FILES_NAMED) {
    return news.filter((each, index) => !isOvertaken(each, news.slice(index + 1))).map((each) => textOf(each, messages))
  }
  return COUNTED.flatMap((what) => ROLES.flatMap((role) => {
    const alike = news.filter((each) => each.what === what && each.role === role)
    const [only] = alike
    if (only === undefined) return []
    return alike.length === 1 ? textOf(only, messages) : messages.saysMany(alike.length, what, role)
  }))
}

/** How far it was, where it is further by now. */
function isOvertaken ({ id, what }: Announcement, later: readonly Announcement[]): boolean {
  return what === 'quarter' && later.some((each) => each.id === id)
}

function toldOf (state: TransferState, earlier: Told | undefined): Told {
  const { phase, failure, progress } = state
  const { total, given, loaded } = progress
  const ratio = total === null || total === 0 ? 0 : (given ?? loaded) / total
  const quarter = Math.max(Math.min(Math.floor(ratio * QUARTERS), QUARTERS - 1), earlier?.quarter ?? 0)
  const kept = state.role === 'send' && state.holders?.mayLeave === true
  const end = failure !== null ? 'failed' : phase === 'done' ? 'done' : null
  return { state, quarter, kept: kept || earlier?.kept === true, end }
}

function newsOf (before: Told | undefined, now: Told): Announcement['what'] | undefined {
  if (now.end !== null && now.end !== (before?.end ?? null)) return now.end
  if (before === undefined) return 'started'
  if (now.kept && !before.kept && now.end === null) return 'kept'
  return now.quarter <= before.quarter || now.end !== null ? undefined : 'quarter'
}

function textOf ({ what, role, name, quarter, failure }: Announcement, messages: Words): string {
  const { text } = displayName(name, messages.unnamedFile)
  switch (what) {
    case 'started': return messages.saysStarted(text, role)
    case 'quarter': return messages.saysQuarter(text, messages.format.percent(quarter / QUARTERS))
    case 'kept': return messages.saysKept(text)
    case 'done': return messages.saysDone(text, role)
    case 'failed': return messages.saysFailed(text, messages.errors[failure ?? 'io'])
  }
}
