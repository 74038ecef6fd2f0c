/**
 * Members that owe us bytes and send none. What others have is asked of them at once; what nobody else has stays asked
 * for, since there is nothing better to do than to wait. A second stall in a row takes away the member's word: what it
 * announced no longer counts, and it is asked for one chunk at a time, until it delivers.
 */
import type { Instant } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import { MAX_REQUEST_ITEMS, QUIET_MS } from '../limits.ts'
import { holds, type Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import type { Fetches } from './fetches.ts'
import type { Picker } from './picker.ts'
import type { SwarmState } from './swarm-state.ts'
import { say } from './say.ts'

export interface StallWatch {
  /** Something was asked for on the channel. */
  watch (channel: Channel, now: Instant): void
  /** A reader began to wait: looks again soon. */
  soon (now: Instant): void
}

/** Milliseconds between looks while members idle or a reader waits: who is slow may have become too slow. */
const LOOK_MS = 250

export interface StallOptions {
  readonly state: SwarmState
  readonly fetches: Fetches
  readonly picker: Picker
  /** A member's announcements no longer count. */
  readonly onDoubted: (channel: Channel, now: Instant, out: Effect[]) => void
  /** Hands out what was taken back. */
  readonly askAll: (now: Instant, out: Effect[]) => void
  /** Helps a reader whose next chunks are late. */
  readonly hurry: (now: Instant, out: Effect[]) => void
  /** Nothing is asked on the channel until then (monotonic ms). */
  readonly leaveAlone: (channel: Channel, untilMs: number) => void
}

/** Creates a watch over the channels of a swarm. */
export function createStallWatch (options: StallOptions): StallWatch {
  const { state, fetches, picker, onDoubted, askAll, hurry, leaveAlone } = options
  const alarm = state.shared.alarms.create(look)

  function look (now: Instant, out: Effect[]): void {
    let next = Infinity
    let idle = false
    let freed = false
    for (const channel of state.channels.values()) {
      idle ||= channel.asks.size === 0 && channel.dry
      if (channel.asks.size === 0) continue
      const stallMs = channel.flow.stallMs()
      if (channel.lastBytesAt + stallMs <= now.mono) {
        freed = stalled(channel, now, out) || freed
        channel.lastBytesAt = now.mono
      }
      if (channel.asks.size > 0) next = Math.min(next, channel.lastBytesAt + stallMs)
    }
    if (next === Infinity && !freed) return
    const reading = picker.window.end > picker.window.first
    alarm.setBy(idle || reading ? Math.min(next, now.mono + LOOK_MS) : next)
    if (reading) hurry(now, out)
    if (freed || idle) askAll(now, out)
  }

  /** Takes back what others can give; true when there was any. */
  function stalled (channel: Channel, now: Instant, out: Effect[]): boolean {
    const stalls = channel.trust.stalls + 1
    channel.letLie++
    if (stalls >= 2 && channel.trust.state === 'delivered') picker.count(channel.have, -1)
    channel.trust = { state: stalls >= 2 ? 'stalled' : channel.trust.state, stalls }
    // Or it would be asked again for what was just taken from it.
    leaveAlone(channel, now.mono + QUIET_MS)
    const freed: number[] = []
    let kept = 0
    for (const ask of channel.asks.values()) {
      const fetch = fetches.get(ask.chunk)
      const stays = !elsewhere(channel, ask.chunk) && (stalls < 2 || kept === 0)
      if (stays) kept++
      else {
        fetches.unassign(channel, ask.chunk, now, out)
        if (fetch !== undefined) freed.push(ask.chunk)
      }
    }
    for (let i = 0; i < freed.length; i += MAX_REQUEST_ITEMS) {
      say(channel, { type: 'cancel', chunks: freed.slice(i, i + MAX_REQUEST_ITEMS).map(chunkNo) }, out)
    }
    if (channel.letLie >= 2) onDoubted(channel, now, out)
    return freed.length > 0
  }

  function elsewhere (channel: Channel, chunk: number): boolean {
    for (const other of state.channels.values()) {
      if (other.peer === channel.peer || other.draining || other.trust.state === 'stalled') continue
      if (holds(other, chunk)) return true
    }
    return false
  }

  return {
    soon: (now) => alarm.setBy(now.mono + LOOK_MS),
    watch (channel, now) {
      if (channel.asks.size > 0) alarm.setBy(Math.max(now.mono, channel.lastBytesAt + channel.flow.stallMs()))
    },
  }
}
