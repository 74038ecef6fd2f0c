/**
 * What every `ErasureCoder` does, with answers that others computed, as scenarios that need no test runner:
 * `for (const { title, run } of erasureCoderContract) test(title, () => run(createScriptCoder()))`.
 */
import type { ErasureCoder } from '../adapters/store/coding/erasure-coder.ts'
import { CODING_SLICE_BYTES } from '../limits.ts'
import { toHex } from '../pure/bytes.ts'
import { columnRows, rebuildRows } from '../pure/erasure-matrix.ts'
import type { Scheme } from '../pure/stripes.ts'
import { same } from './store-expect.ts'

export interface ErasureCoderScenario { readonly title: string, readonly run: (coder: ErasureCoder) => void }

const bytesOf = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i + 1, 0x9e3779b1 + seed * 0x85ebca6b) >>> 21)

const empty = (count: number, length: number): Uint8Array[] =>
  Array.from({ length: count }, () => new Uint8Array(length).fill(0xaa))

function encode (coder: ErasureCoder, scheme: Scheme, data: readonly Uint8Array[]): Uint8Array[] {
  const { need, of } = scheme
  const parity = empty(of - need, data[0]?.length ?? 0)
  coder.combine(columnRows(scheme, parity.map((_, row) => need + row)), data, parity)
  return parity
}

/** Every way to choose so many of the numbers below `of`. */
function * choices (of: number, count: number, from = 0): Generator<number[]> {
  if (count === 0) yield []
  else for (let first = from; first <= of - count; first++) for (const rest of choices(of, count - 1, first + 1)) {
    yield [first, ...rest]
  }
}

function rebuildsFromAny (coder: ErasureCoder, scheme: Scheme, length: number): void {
  const data = Array.from({ length: scheme.need }, (_, i) => bytesOf(length, i))
  const all = [...data, ...encode(coder, scheme, data)]
  for (const there of choices(scheme.of, scheme.need)) {
    const wanted = all.map((_, column) => column).filter((column) => !there.includes(column))
    const made = empty(wanted.length, length)
    coder.combine(rebuildRows(scheme, there, wanted), there.map((column) => all[column] as Uint8Array), made)
    wanted.forEach((column, i) =>
      same(toHex(made[i] as Uint8Array), toHex(all[column] as Uint8Array), `${column} from ${there.join()}`))
  }
}

export const erasureCoderContract: readonly ErasureCoderScenario[] = [
  {
    title: 'makes the parity that the libraries of others publish as their example',
    run: (coder) => {
      const data = [[0, 1], [4, 5], [2, 3], [6, 7], [8, 9]].map((pair) => Uint8Array.from(pair))
      const parity = encode(coder, { need: 5, of: 10 }, data)
      same(JSON.stringify(parity.map((row) => [...row])), '[[12,13],[10,11],[14,15],[90,91],[94,95]]', 'parity')
    },
  },
  {
    title: 'makes every column from any others that are enough, parity too',
    run: (coder) => {
      for (const [need, of] of [[1, 3], [2, 4], [4, 6], [4, 7], [3, 8]] as const) {
        rebuildsFromAny(coder, { need, of }, 100)
      }
    },
  },
  {
    title: 'codes chunks of any length',
    run: (coder) => {
      for (const length of [1, 63, 64, 65, CODING_SLICE_BYTES, CODING_SLICE_BYTES + 1, 3 * CODING_SLICE_BYTES - 1]) {
        rebuildsFromAny(coder, { need: 2, of: 3 }, length)
      }
    },
  },
  {
    title: 'codes the largest scheme there is',
    run: (coder) => {
      const scheme = { need: 127, of: 255 }
      const data = Array.from({ length: scheme.need }, (_, i) => bytesOf(70, i))
      const parity = encode(coder, scheme, data)
      const there = parity.map((_, row) => scheme.need + row).slice(0, scheme.need)
      const made = empty(scheme.need, 70)
      coder.combine(rebuildRows(scheme, there, data.map((_, column) => column)), parity.slice(0, scheme.need), made)
      made.forEach((chunk, i) => same(toHex(chunk), toHex(data[i] as Uint8Array), `data ${i}`))
    },
  },
  {
    title: 'keeps nothing of one stripe for the next, whatever their schemes and sizes',
    run: (coder) => {
      const stripes = [[4, 10, 4096], [2, 4, 64], [30, 40, 70_000], [2, 4, 64], [4, 10, 100]] as const
      for (const [need, of, length] of stripes) {
        const scheme = { need, of }
        const data = Array.from({ length: need }, (_, i) => bytesOf(length, i))
        const parity = encode(coder, scheme, data)
        const made = empty(1, length)
        const there = Array.from({ length: need }, (_, i) => i + 1)
        coder.combine(rebuildRows(scheme, there, [0]), [...data, ...parity].slice(1, need + 1), made)
        same(toHex(made[0] as Uint8Array), toHex(data[0] as Uint8Array), `${need} of ${of}`)
      }
    },
  },
  {
    title: 'leaves what it reads as it is, and reads and writes parts of buffers',
    run: (coder) => {
      const [home, target] = [bytesOf(300, 1), new Uint8Array(300)]
      const before = toHex(home)
      const factors = columnRows({ need: 2, of: 3 }, [2])
      coder.combine(factors, [home.subarray(10, 110), home.subarray(133, 233)], [target.subarray(7, 107)])
      same(toHex(home), before, 'what was read')
      const expected = empty(1, 100)
      coder.combine(factors, [home.slice(10, 110), home.slice(133, 233)], expected)
      same(toHex(target.subarray(7, 107)), toHex(expected[0] as Uint8Array), 'what was written')
      same(target.filter((byte, i) => byte !== 0 && (i < 7 || i >= 107)).length, 0, 'bytes beside it')
    },
  },
  {
    title: 'makes zeros of nothing: columns beyond the end of a payload are left out',
    run: (coder) => {
      const made = empty(2, 80)
      coder.combine([new Uint8Array(0), new Uint8Array(0)], [], made)
      same(made.every((row) => row.every((byte) => byte === 0)), true, 'zeros')
      const [whole, short] = [empty(1, 80), empty(1, 80)]
      const factors = columnRows({ need: 3, of: 4 }, [3])
      coder.combine(factors, [bytesOf(80, 1), bytesOf(80, 2), new Uint8Array(80)], whole)
      coder.combine(factors.map((row) => row.slice(0, 2)), [bytesOf(80, 1), bytesOf(80, 2)], short)
      same(toHex(short[0] as Uint8Array), toHex(whole[0] as Uint8Array), 'a short stripe')
    },
  },
]
