import type { LaneEvent } from '../results.ts'

/** What begins and what ends something that lasts, by kind and text. */
const BEGINS: Partial<Record<LaneEvent['kind'], readonly string[]>> = {
  online: ['boot', 'online', 'restart'],
  transfer: ['send', 'get'],
}
/** Is there or not, and does not come and go. */
const INFRASTRUCTURE = /^(world|waku|relay)/
const ENDS_AWAKE = new Set(['crash', 'power-cut'])
const ENDS_ONLINE = new Set(['offline', 'crash', 'power-cut'])

/**
 * Turns moments into stretches: online until offline or crash, suspended until it goes on, a transfer until it is
 * finished or its process ends, a connection that nobody closed until the end. Moments that say something of their own
 * stay.
 */
export function lasting (lanes: readonly LaneEvent[], endSeconds: number): LaneEvent[] {
  const out: LaneEvent[] = []
  const open = new Map<string, number>()

  function end (who: string, kind: LaneEvent['kind'], seconds: number): void {
    const key = `${kind} ${who}`
    const index = open.get(key)
    if (index === undefined) return
    open.delete(key)
    out[index] = { ...out[index]!, untilSeconds: seconds }
  }

  const met = new Set<string>()
  for (const event of lanes.toSorted((a, b) => a.seconds - b.seconds)) {
    const { who, kind, text, seconds } = event
    // Whoever is first met doing something was online by then; only who comes later says so.
    const isNew = !met.has(who) && !INFRASTRUCTURE.test(who)
    met.add(who)
    if (isNew && text !== 'boot' && text !== 'online') {
      const online: LaneEvent = { who, kind: 'online', text: 'online', seconds, untilSeconds: endSeconds }
      open.set(`online ${who}`, out.push(online) - 1)
    }
    const isLasting = event.untilSeconds !== undefined
    if (isLasting || kind === 'connection') {
      out.push({ ...event, untilSeconds: event.untilSeconds ?? endSeconds })
      continue
    }
    if (BEGINS[kind]?.includes(text) === true) {
      // A boot tells of its transfers again: they go on.
      if (!open.has(`${kind} ${who}`)) open.set(`${kind} ${who}`, out.push({ ...event, untilSeconds: endSeconds }) - 1)
      continue
    }
    if (text === 'freeze') {
      open.set(`fault ${who}`, out.push({ ...event, kind: 'fault', text: 'suspended', untilSeconds: endSeconds }) - 1)
      continue
    }
    if (text === 'thaw' || ENDS_AWAKE.has(text)) end(who, 'fault', seconds)
    if (text === 'thaw') continue
    if (ENDS_ONLINE.has(text)) {
      end(who, 'online', seconds)
      if (text !== 'offline') end(who, 'transfer', seconds)
    }
    if (kind === 'transfer') end(who, 'transfer', seconds)
    if (text !== 'offline') out.push(event)
  }
  return out
}
