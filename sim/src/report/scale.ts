/** Values to pixels, and the ticks a person expects between them. */
export interface Scale {
  (value: number): number
  readonly ticks: readonly number[]
  /** Ends in values; the nice ones, not those asked for. */
  readonly domain: readonly [number, number]
}

type Range = readonly [number, number]

/** Equal steps; both ends moved out to ticks. `steps` is about how many ticks there are. */
export function linear ([from, to]: Range, [start, end]: Range, steps = 4): Scale {
  const step = niceStep((to > from ? to - from : Math.abs(from) || 1) / steps)
  const low = Math.floor(from / step + 1e-9) * step
  let high = Math.ceil(to / step - 1e-9) * step
  if (high <= low) high = low + step
  const count = Math.round((high - low) / step)
  const ticks = Array.from({ length: count + 1 }, (_, index) => tidy(low + index * step))
  const place = (value: number): number => start + (value - low) / (high - low) * (end - start)
  return Object.assign(place, { ticks, domain: [low, high] as const })
}

/** Seconds in steps that clocks have: 1, 2, 5, 10, 15, 30 s, then minutes, hours and days. */
export function time ([from, to]: Range, [start, end]: Range, steps = 5): Scale {
  const wish = (to - from) / steps
  const step = CLOCK_STEPS.find(candidate => candidate >= wish)
  if (wish <= 1 || step === undefined) {
    const { ticks } = linear([from, to], [start, end], steps)
    return fitted(from, to, start, end, ticks.filter(tick => tick >= from && tick <= to))
  }
  const ticks: number[] = []
  for (let tick = Math.ceil(from / step) * step; tick <= to + step * 1e-9; tick += step) ticks.push(tick)
  return fitted(from, to, start, end, ticks)
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
const CLOCK_STEPS = [
  1, 2, 5, 10, 15, 20, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR,
  3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 5 * DAY, 10 * DAY, 30 * DAY,
]

function fitted (from: number, to: number, start: number, end: number, ticks: readonly number[]): Scale {
  const width = to > from ? to - from : 1
  const place = (value: number): number => start + (value - from) / width * (end - start)
  return Object.assign(place, { ticks, domain: [from, from + width] as const })
}

/** Equal factors, for positive seconds: tenths, then a minute, ten minutes, an hour and so on. */
export function logarithmicTime ([from, to]: Range, [start, end]: Range): Scale {
  const high = to > from ? to : from * 2
  const width = Math.log(high / from)
  const place = (value: number): number => start + Math.log(Math.max(value, from) / from) / width * (end - start)
  const ticks = CLOCK_POWERS.filter(tick => tick >= from * 0.999 && tick <= high * 1.001)
  return Object.assign(place, { ticks, domain: [from, high] as const })
}

const CLOCK_POWERS = [1e-3, 1e-2, 0.1, 1, 10, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR, DAY, 10 * DAY, 100 * DAY]

function niceStep (step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  return power * ([1, 2, 2.5, 5, 10].find(factor => factor * power >= step * 0.999) ?? 10)
}

/** 0.30000000000000004 is 0.3. */
function tidy (value: number): number {
  return Number(value.toPrecision(12))
}
