/**
 * Repeatable randomness: sfc32 seeded through splitmix32. Each user draws from a stream with its own name, so that
 * one more draw in one machine does not shift the choices of the others (and the lab's runs stay comparable).
 * Not for secrets: nonces and keys come from the platform.
 */
export interface Random {
  /** A number in [0, 1). */
  next (): number
  /** A whole number in [0, bound); 0 when `bound` is below 1. */
  below (bound: number): number
  /** A number in [from, to). */
  between (from: number, to: number): number
}

/** Makes streams of one seed: the same seed and name give the same numbers. */
export type RandomStreams = (name: string) => Random

export function createRandomStreams (seed: number): RandomStreams {
  return (name) => createRandom(seed, name)
}

export function createRandom (seed: number, name: string): Random {
  let mix = hashName(name) ^ (seed | 0) ^ Math.imul(Math.floor(seed / 4294967296) | 0, 0x9e3779b1)
  const word = (): number => {
    mix = (mix + 0x9e3779b9) | 0
    let z = mix ^ (mix >>> 16)
    z = Math.imul(z, 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) | 0
  }
  let a = word()
  let b = word()
  let c = word()
  let counter = word()
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  // sfc32 needs a few rounds before near seeds give unlike numbers.
  for (let i = 0; i < 12; i++) next()
  return {
    next,
    below: (bound) => bound < 1 ? 0 : Math.floor(next() * bound),
    between: (from, to) => from + next() * (to - from)
  }
}

/** FNV-1a over the name's code units. */
function hashName (name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash
}
