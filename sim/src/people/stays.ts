import type { Random } from '@passel/core/machines'
import { afterActivity } from './day.ts'
import type { Population } from './populations.ts'

/** Online or not, until when. */
export interface Stay {
  readonly online: boolean
  readonly untilSeconds: number
}

export interface StaysOptions {
  /** @default 0 */
  readonly fromSeconds?: number
  /** Local time is so much ahead. @default 0 */
  readonly zoneSeconds?: number
}

/**
 * A member's life from `fromSeconds` on, without end: stays on and off in turn. It begins in the middle, on with the
 * population's share of time and with what is left of a stay that is going on, so that no time is spent settling.
 */
export function * stays (
  population: Population, random: Random, { fromSeconds = 0, zoneSeconds = 0 }: StaysOptions = {}
): Generator<Stay, never> {
  const { on, off, day } = population
  const back = (at: number, activity: number): number =>
    day === undefined ? at + activity : afterActivity(day, at + zoneSeconds, activity) - zoneSeconds
  let online = random.next() < on.mean / (on.mean + off.mean)
  const first = (online ? on : off).sampleResidual(random)
  let at = online ? fromSeconds + first : back(fromSeconds, first)
  for (;;) {
    yield { online, untilSeconds: at }
    online = !online
    at = online ? at + on.sample(random) : back(at, off.sample(random))
  }
}
