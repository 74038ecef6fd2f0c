/**
 * What the whole engine may take in: bytes asked for or waiting for the store, and the download rate. Channels that
 * found no room wait in turn and are called when there is some.
 */
import type { Instant } from '../ids.ts'
import { MAX_INTAKE_BYTES } from '../limits.ts'
import type { Alarms } from './alarms.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

export interface Intake {
  setRate (bytesPerSecond: number | null, now: Instant): void
  /** Takes room for so many bytes, or makes the channel wait for it. */
  take (channel: Channel, bytes: number, now: Instant): boolean
  /** Gives room back: the store has them, or they will not come. */
  give (bytes: number, now: Instant, out: Effect[]): void
  /** The channel is gone. */
  forget (channel: Channel): void
}

/** Milliseconds of the rate that may pass at once after a pause. */
const BURST_MS = 250

/** Creates an empty intake; `ask` lets a channel fill itself as far as there is room. */
export function createIntake (alarms: Alarms, ask: (channel: Channel, now: Instant, out: Effect[]) => void): Intake {
  const waiting = new Set<Channel>()
  const alarm = alarms.create(serve)
  let bucket: TokenBucket | undefined
  let taken = 0
  let serving = false

  function serve (now: Instant, out: Effect[]): void {
    if (serving) return
    serving = true
    // Who finds no room again goes to the end of the line, after the last of this round.
    const round = [...waiting]
    for (const channel of round) {
      if (taken >= MAX_INTAKE_BYTES) break
      if (waiting.delete(channel)) ask(channel, now, out)
    }
    serving = false
  }

  return {
    setRate (bytesPerSecond, now) {
      bucket = bytesPerSecond === null
        ? undefined
        : createTokenBucket({ capacity: bytesPerSecond * BURST_MS / 1000, perSecond: bytesPerSecond }, now.mono)
      if (waiting.size > 0) alarm.setBy(now.mono)
    },
    take (channel, bytes, now) {
      if (taken + bytes > MAX_INTAKE_BYTES) {
        waiting.add(channel)
        return false
      }
      // A chunk may be larger than the burst: it goes into debt, and the next waits until that is paid.
      if (bucket !== undefined) {
        const paidAt = bucket.readyAt(0, now.mono)
        if (paidAt > now.mono) {
          waiting.add(channel)
          alarm.setBy(paidAt)
          return false
        }
        bucket.force(bytes, now.mono)
      }
      taken += bytes
      return true
    },
    give (bytes, now, out) {
      taken -= bytes
      if (waiting.size > 0) serve(now, out)
    },
    forget: (channel) => { waiting.delete(channel) },
  }
}
