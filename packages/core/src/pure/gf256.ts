/** The field GF(2^8) that erasure coding counts in: polynomial x^8 + x^4 + x^3 + x^2 + 1, generator 2. */

const POLYNOMIAL = 0x11d
const ORDER = 255

/** Powers of the generator, twice over so that sums of two logarithms need no remainder, and their logarithms. */
const POWERS = new Uint8Array(2 * ORDER)
const LOGARITHMS = new Uint8Array(ORDER + 1)
for (let exponent = 0, value = 1; exponent < ORDER; exponent++) {
  POWERS[exponent] = value
  POWERS[exponent + ORDER] = value
  LOGARITHMS[value] = exponent
  value = value < 128 ? value << 1 : value << 1 ^ POLYNOMIAL
}

const logarithm = (value: number): number => LOGARITHMS[value] as number

export function multiply (a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : POWERS[logarithm(a) + logarithm(b)] as number
}

/** One divided by `value`, which is not 0. */
export function inverse (value: number): number {
  return POWERS[ORDER - logarithm(value)] as number
}

/** `value` multiplied by itself so many times; one for none, of 0 too. */
export function power (value: number, exponent: number): number {
  if (exponent === 0) return 1
  return value === 0 ? 0 : POWERS[logarithm(value) * exponent % ORDER] as number
}
