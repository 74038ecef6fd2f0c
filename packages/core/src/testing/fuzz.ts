/**
 * Feeds every decoder with changed samples and with noise for some minutes: `npm run fuzz -- --minutes 5 --seed 42`.
 * Ends with 1 and prints seed, decoder and input (hexadecimal) at the first one that throws what it must not, or takes
 * longer than a second.
 */
import { parseArgs } from 'node:util'
import { decoders, tryDecoder, type Decoder } from '../pure/decoders.contract.ts'
import { toHex } from '../pure/index.ts'

/** No input takes a thousandth of this. */
const SLOW_MS = 1000
const MAX_CHANGES = 6
const MAX_NOISE_BYTES = 4096
/** Values at which lengths, counts and types change their meaning. */
const EDGES = [0x00, 0x01, 0x17, 0x18, 0x1b, 0x1f, 0x5b, 0x7f, 0x80, 0x9b, 0xbb, 0xd8, 0xf6, 0xff]

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } } })
const seed = Number(values.seed ?? Date.now() % 2 ** 31) >>> 0
const random = createRandom(seed)
const endsAt = performance.now() + Number(values.minutes) * 60_000
const counts = new Map(decoders.map(({ name }) => [name, { read: 0, refused: 0 }]))

process.stdout.write(`fuzz: ${values.minutes} min, --seed ${seed}\n`)
while (performance.now() < endsAt) for (const decoder of decoders) runOne(decoder)
for (const [name, { read, refused }] of counts) process.stdout.write(`${name}: ${read} read, ${refused} refused\n`)

function runOne (decoder: Decoder): void {
  const input = makeInput(decoder)
  const copy = input.slice()
  const start = performance.now()
  try {
    const outcome = tryDecoder(decoder, input)
    const count = counts.get(decoder.name)
    if (count !== undefined) count[outcome]++
  } catch (error) {
    report(decoder, copy, error instanceof Error ? error.stack ?? error.message : String(error))
  }
  const ms = performance.now() - start
  if (ms > SLOW_MS) report(decoder, copy, `took ${Math.round(ms)} ms`)
}

function report (decoder: Decoder, input: Uint8Array, what: string): never {
  process.stdout.write(`FOUND in ${decoder.name}, --seed ${seed}: ${what}\ninput: ${toHex(input)}\n`)
  process.exit(1)
}

function makeInput (decoder: Decoder): Uint8Array {
  let input = random(16) === 0 ? noise(random(MAX_NOISE_BYTES)) : pick(decoder.samples).slice()
  for (let changes = random(MAX_CHANGES); changes > 0; changes--) input = change(input, decoder)
  if (random(2) === 0) decoder.repair?.(input)
  return input
}

function change (input: Uint8Array, decoder: Decoder): Uint8Array {
  const at = random(input.length + 1)
  const length = random(8) === 0 ? random(256) : 1 + random(4)
  switch (random(7)) {
    case 0: return input.slice(0, at)
    case 1: return splice(input, at, length, new Uint8Array(0))
    case 2: return splice(input, at, 0, noise(length))
    case 3: return splice(input, at, 1, Uint8Array.of(pick(EDGES)))
    case 4: return splice(input, at, 1, Uint8Array.of((input[at] ?? 0) ^ 1 << random(8)))
    case 5: return splice(input, at, 0, input.slice(at, at + length))
    default: {
      const other = pick(decoder.samples)
      return splice(input, at, input.length, other.slice(random(other.length)))
    }
  }
}

function splice (input: Uint8Array, at: number, gone: number, added: Uint8Array): Uint8Array {
  const end = input.subarray(Math.min(input.length, at + gone))
  const joined = new Uint8Array(at + added.length + end.length)
  joined.set(input.subarray(0, at))
  joined.set(added, at)
  joined.set(end, at + added.length)
  return joined
}

function noise (length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random(256))
}

function pick<T> (from: readonly T[]): T {
  return from[random(from.length)] as T
}

/** Whole numbers below a bound, the same row for the same seed (mulberry32). */
function createRandom (start: number): (bound: number) => number {
  let state = start
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ state >>> 15, state | 1)
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61)
    return Math.floor(((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32 * bound)
  }
}
