import { InvalidArgumentError } from 'commander'

/** `1..200`, `7`, `3,5,9..11`: seeds in the order in which they are named. */
export function parseSeeds (text: string): number[] {
  return text.split(',').flatMap(part => {
    const match = /^(\d+)(?:\.\.(\d+))?$/.exec(part)
    if (match === null) throw new InvalidArgumentError('Seeds are numbers and ranges: 1..200, or 3,5,9..11.')
    const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])]
    if (to < from) throw new InvalidArgumentError(`${part} is a range that ends before it begins.`)
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}

export type Settings = Readonly<Record<string, number | string | boolean>>

/** `NAME=VALUE`, repeated: numbers and true or false become what they are. */
export function parseSetting (text: string, before: Settings = {}): Settings {
  const [name, ...rest] = text.split('=')
  const value = rest.join('=')
  if (name === undefined || name === '' || rest.length === 0) throw new InvalidArgumentError('Say NAME=VALUE.')
  const isNumber = value !== '' && !Number.isNaN(Number(value))
  return { ...before, [name]: isNumber ? Number(value) : value === 'true' || (value === 'false' ? false : value) }
}

/** `1,4,5`: whole numbers. */
export function parseNumbers (text: string): number[] {
  const numbers = text.split(',').map(Number)
  if (!numbers.every(number => Number.isInteger(number) && number >= 0)) throw new InvalidArgumentError('Say 1,4,5.')
  return numbers
}
