const THIN = '\u2009'

/** A value as a person reads it: `2.31 s`, `4 min 10 s`, `12.3 MB`, `23 %`. Three digits, thin spaces. */
export function format (value: number | null, unit: string): string {
  if (value === null || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const factor = secondsPer(unit)
  if (factor !== undefined) return seconds(value * factor)
  switch (unit) {
    case 'bytes': case 'B': return scaled(value, ['B', 'kB', 'MB', 'GB', 'TB'])
    case 'B/s': return scaled(value, ['B/s', 'kB/s', 'MB/s', 'GB/s'])
    case 'share': return `${digits(value * 100)}${THIN}%`
    case 'count': case '': case '1': return digits(value)
    default: return digits(value)
  }
}

/** What `format` leaves out: a unit in words, to be said once where a value is named. */
export function unitInWords (unit: string): string | undefined {
  return UNITS.has(unit) || TIMES[unit] !== undefined ? undefined : unit
}

const UNITS = new Set(['bytes', 'B', 'B/s', 'share', 'count', '', '1'])

const TIMES: Readonly<Record<string, number>> = { ms: 0.001, s: 1, minutes: 60, hours: 3600, days: 86_400 }

/** Undefined for what is not a time. */
export function secondsPer (unit: string): number | undefined {
  return TIMES[unit]
}

/** Three digits, or all of a whole number, in groups of three. */
export function digits (value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (Number.isInteger(value) || size >= 1000) return grouped(Math.round(value))
  if (size < 0.001) return value.toExponential(1).replace('-', '−').replace(/e(.*)/, (_, power) => `e${power}`)
  return trim(value.toPrecision(3)).replace('-', '−')
}

function trim (text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function grouped (value: number): string {
  const text = String(Math.abs(value)).replace(/\B(?=(\d{3})+$)/g, THIN)
  return value < 0 ? `−${text}` : text
}

function scaled (value: number, units: readonly string[]): string {
  let step = 0
  while (Math.abs(value) >= 999.5 && step < units.length - 1) {
    value /= 1000
    step++
  }
  return `${digits(step === 0 ? Math.round(value * 10) / 10 : value)} ${units[step]}`
}

function seconds (value: number): string {
  const size = Math.abs(value)
  if (size === 0) return `0${THIN}s`
  if (size < 0.9995) return `${digits(value * 1000)}${THIN}ms`
  if (size < 120) return `${digits(value)}${THIN}s`
  if (size < 3599.5) return parts(value, 60, 'min', 's')
  if (size < 48 * 3600) return parts(value / 60, 60, 'h', 'min')
  return parts(value / 3600, 24, 'd', 'h')
}

function parts (value: number, base: number, large: string, small: string): string {
  const whole = Math.round(value)
  const rest = whole % base
  const head = `${grouped(Math.floor(whole / base))}${THIN}${large}`
  return rest === 0 ? head : `${head} ${rest}${THIN}${small}`
}
