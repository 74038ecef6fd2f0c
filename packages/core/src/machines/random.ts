/** Repeatable choices: the same seed gives the same sequence on every platform. Not for secrets. */
export interface Random {
  /** A number in [0, 1). */
  next (): number
  /** A whole number in [0, `limit`). */
  below (limit: number): number
  /** A number in [`from`, `to`). */
  between (from: number, to: number): number
  /** An independent generator: one more draw there shifts nothing here. The same name gives the same one. */
  stream (name: string): Random
}

/** Creates a generator (sfc32) from any 53-bit seed. */
export function createRandom (seed: number): Random {
  let a = seed | 0
  let b = Math.floor(seed / 2 ** 32) | 0
  let c = 0x9e3779b9 | 0
  let counter = 1

  function draw (): number {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  // Nearby seeds look alike at first; after 15 rounds they do not.
  for (let round = 0; round < 15; round++) draw()

  const next = (): number => draw() / 2 ** 32
  return {
    next,
    below: limit => Math.floor(next() * limit),
    between: (from, to) => from + next() * (to - from),
    stream: name => createRandom(mix(seed, name)),
  }
}

/** Some of a list, at most so many, in any order; the list is shuffled on the way. */
export function sample<Item> (list: Item[], most: number, random: Random): Item[] {
  const count = Math.min(most, list.length)
  for (let at = 0; at < count; at++) {
    const other = at + random.below(list.length - at)
    const item = list[other]!
    list[other] = list[at]!
    list[at] = item
  }
  return list.slice(0, count)
}

/** FNV-1a over the seed's decimal digits and the name. */
function mix (seed: number, name: string): number {
  let hash = 0x811c9dc5
  const text = `${seed}/${name}`
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
