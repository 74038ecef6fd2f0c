import { PasselError } from '@passel/core'

const BYTES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 }
const MS: Readonly<Record<string, number>> = { s: 1e3, min: 60e3, h: 3_600e3, d: 86_400e3 }

/** Bytes: `500M`, `10G`, or a plain number. Throws `bad-option`. */
export function bytesOf (text: string): number {
  return measured(text, BYTES, 'a number of bytes, such as 500M or 10G')
}

/** Milliseconds: `30min`, `12h`, `30d`. Throws `bad-option`. */
export function durationOf (text: string): number {
  return measured(text, MS, 'a time, such as 30min, 12h or 30d')
}

function measured (text: string, units: Readonly<Record<string, number>>, wanted: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text) ?? []
  const value = Math.round(Number(number) * (units[unit] ?? NaN))
  if (number === '' || !Number.isSafeInteger(value)) throw new PasselError('bad-option', `"${text}" is not ${wanted}`)
  return value
}
