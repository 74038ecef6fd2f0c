const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const STEP = 1000
const MINUTE_S = 60
const HOUR_S = 3600

/** `5 bytes`, `1.5 kB`, `37 MB`: three digits at most. */
export function formatBytes (bytes: number, locale: string): string {
  let index = 0
  let value = bytes
  // 999.6 kB would be shown as 1,000 kB.
  while (Math.round(value) >= STEP && index < UNITS.length - 1) {
    value /= STEP
    index++
  }
  const unit = UNITS[index] ?? 'byte'
  const maximumFractionDigits = index === 0 || value >= 10 ? 0 : 1
  const unitDisplay = index === 0 ? 'long' : 'short' // some languages have no short word for bytes
  const format = { style: 'unit', unit, unitDisplay, maximumFractionDigits } as const
  return new Intl.NumberFormat(locale, format).format(value)
}

/** `12 sec`, `3 min`, `1 hr`: rounded as people say it. */
export function formatSeconds (seconds: number, locale: string): string {
  const [unit, value] = seconds < MINUTE_S ? ['second', seconds] as const
    : seconds < HOUR_S ? ['minute', seconds / MINUTE_S] as const
      : ['hour', seconds / HOUR_S] as const
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 })
    .format(Math.ceil(value))
}

/** `37 %`: never 100 before it is all there. */
export function formatPercent (ratio: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
    .format(ratio < 1 ? Math.floor(ratio * 100) / 100 : 1)
}
