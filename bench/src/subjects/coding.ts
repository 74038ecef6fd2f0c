/** Reed-Solomon over the same stripes, by our coder or by the library that others use, in a process of its own. */
import { readFileSync } from 'node:fs'
import { ReedSolomonErasure } from '@digitaldefiance/reed-solomon-erasure.wasm'
import { columnRows, rebuildRows } from '@passel/core/pure'
import { createErasureCoder } from '@passel/core/store'
import { CHUNK_BYTES } from '../sizes.ts'
import { serve } from './serve.ts'

export interface CodingRequest {
  readonly who: 'passel' | 'library'
  readonly what: 'coding' | 'rebuilding'
  readonly need: number
  readonly of: number
  readonly bytes: number
}

export interface CodingAnswer {
  readonly bytes: number
  readonly seconds: number
  /** Of the parity, or of the data rebuilt: both have to make the same. */
  readonly made: string
}

const WASM = new URL(import.meta.resolve('@digitaldefiance/reed-solomon-erasure.wasm/wasm'))
/** Stripes before the clock starts: compilers have made what they make by then. */
const WARM_STRIPES = 30

serve<object, null, CodingRequest, CodingAnswer>(async () => {
  const answer = async ({ who, what, need, of, bytes }: CodingRequest): Promise<CodingAnswer> => {
    const stripe = stripeOf(need, of)
    const work = who === 'passel' ? ours(stripe, what, need, of) : theirs(stripe, what, need, of)
    for (let i = 0; i < WARM_STRIPES; i += 1) work.step()
    const stripes = Math.ceil(bytes / (need * CHUNK_BYTES))
    const startedAt = performance.now()
    for (let i = 0; i < stripes; i += 1) work.step()
    const seconds = (performance.now() - startedAt) / 1000
    const digest = await globalThis.crypto.subtle.digest('SHA-256', work.made() as BufferSource)
    return { bytes: stripes * need * CHUNK_BYTES, seconds, made: Buffer.from(digest).toString('hex') }
  }
  return { ready: null, answer }
})

interface Work {
  step(): void
  made(): Uint8Array
}

/** All columns of a stripe one after the other; those of parity are still empty. */
function stripeOf(need: number, of: number): Uint8Array {
  const all = new Uint8Array(of * CHUNK_BYTES)
  for (let i = 0; i < need * CHUNK_BYTES; i += 1) all[i] = Math.imul(i + 1, 0x9e3779b1) >>> 23
  return all
}

const column = (all: Uint8Array, index: number): Uint8Array =>
  all.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)

const numbers = (from: number, end: number): number[] => Array.from({ length: end - from }, (_, i) => from + i)

function ours(all: Uint8Array, what: CodingRequest['what'], need: number, of: number): Work {
  const coder = createErasureCoder()
  const [data, parity] = [numbers(0, need), numbers(need, of)]
  const code = (): void => coder.combine(
    columnRows({ need, of }, parity), data.map((each) => column(all, each)), parity.map((each) => column(all, each)),
  )
  if (what === 'coding') return { step: code, made: () => all.subarray(need * CHUNK_BYTES) }
  code()
  const there = parity.slice(0, need)
  const made = data.map(() => new Uint8Array(CHUNK_BYTES))
  return {
    step: () => coder.combine(
      rebuildRows({ need, of }, there, data), there.map((each) => column(all, each)), made,
    ),
    made: () => new Uint8Array(Buffer.concat(made)),
  }
}

function theirs(all: Uint8Array, what: CodingRequest['what'], need: number, of: number): Work {
  const library = ReedSolomonErasure.fromBytes(readFileSync(WASM))
  const check = (result: number): void => {
    if (result !== ReedSolomonErasure.RESULT_OK) throw new Error(ReedSolomonErasure.getResultMessage(result))
  }
  const code = (): void => check(library.encode(all, need, of - need))
  if (what === 'coding') return { step: code, made: () => all.subarray(need * CHUNK_BYTES) }
  code()
  // They take the first `need` that are there, too.
  const there = numbers(0, of).map((each) => each >= need)
  return {
    step: () => check(library.reconstruct(all, need, of - need, there)),
    made: () => all.subarray(0, need * CHUNK_BYTES),
  }
}
