const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
const STEP = 1000
const MINUTE_S = 60
const HOUR_S = 3600
const DAY_S = 24 * HOUR_S

/** Numbers as a language writes them. Making a formatter is slow, so a page has one set. */
export interface Format {
  /** `5 bytes`, `1.5 kB`, `37 MB`: three digits at most. */
  bytes (count: number): string
  /** `12 sec`, `3 min`, `1 hr`: rounded up, as people say it. */
  seconds (count: number): string
  /** `37%`; never all before it is all there. */
  percent (ratio: number): string
  count (count: number): string
  /** `now`, `5 min. ago`, `yesterday`: how long something is past, in whole minutes. */
  ago (ms: number): string
}

export function createFormat (locale: string): Format {
  const made = new Map<string, Intl.NumberFormat>()

  function unit (name: string, unitDisplay: 'long' | 'short', digits: number): Intl.NumberFormat {
    return formatter({ style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits })
  }

  function formatter (options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options)
    const format = made.get(key) ?? new Intl.NumberFormat(locale, options)
    made.set(key, format)
    return format
  }

  let relative: Intl.RelativeTimeFormat | undefined

  return {
    bytes: (count) => {
      let index = 0
      let value = count
      // 999.6 kB would be shown as 1,000 kB.
      while (Math.round(value) >= STEP && index < UNITS.length - 1) {
        value /= STEP
        index++
      }
      const name = UNITS[index] ?? 'byte'
      // Some languages have no short word for bytes.
      return unit(name, index === 0 ? 'long' : 'short', index === 0 || value >= 10 ? 0 : 1).format(value)
    },
    seconds: (count) => {
      const [name, value] = count < MINUTE_S ? ['second', count] as const
        : count < HOUR_S ? ['minute', count / MINUTE_S] as const
          : ['hour', count / HOUR_S] as const
      return unit(name, 'short', 0).format(Math.ceil(value))
    },
    percent: (ratio) => {
      const shown = ratio < 1 ? Math.floor(ratio * 100) / 100 : 1
      return formatter({ style: 'percent', maximumFractionDigits: 0 }).format(shown)
    },
    count: (count) => formatter({}).format(count),
    ago: (ms) => {
      relative ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
      const seconds = Math.max(0, ms / 1_000)
      // A clock that was set back must not make it the future.
      if (seconds < MINUTE_S) return relative.format(0, 'second')
      if (seconds < HOUR_S) return relative.format(-Math.floor(seconds / MINUTE_S), 'minute')
      if (seconds < DAY_S) return relative.format(-Math.floor(seconds / HOUR_S), 'hour')
      return relative.format(-Math.floor(seconds / DAY_S), 'day')
    }
  }
}
