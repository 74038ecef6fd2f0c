/**
 * The fast coder: 420 bytes of WebAssembly with vector instructions (kernel.wat). Chunks are coded slice by slice: what
 * a slice needs stays in the processor's cache, and the memory of the module stays small whatever the scheme.
 */
import { PasselError } from '../../../errors.ts'
import { CODING_SLICE_BYTES } from '../../../limits.ts'
import { multiply } from '../../../pure/gf256.ts'
import type { Matrix } from '../../../pure/erasure-matrix.ts'
import type { ErasureCoder } from './erasure-coder.ts'
import { KERNEL } from './kernel.ts'

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer, grow (pages: number): number }
  combine (
    into: number, sources: number, strideBytes: number, columns: number, products: number, lengthBytes: number
  ): void
}

/** Products of one factor: with sixteen low nibbles and with sixteen high ones. */
const PRODUCT_BYTES = 32
/** The kernel works in blocks of so many bytes; what is behind a shorter end is never read back. */
const BLOCK_BYTES = 64
const PAGE_BYTES = 64 * 1024

/** Throws `unsupported` where pages may not compile WebAssembly, or the engine knows no vector instructions. */
export function createWasmCoder (): ErasureCoder {
  const { memory, combine } = instantiate()
  let bytes = new Uint8Array(memory.buffer)

  /** Room for so many bytes from 0 on; addresses stay, the view of them is another. */
  function reserve (length: number): void {
    const missing = Math.ceil((length - bytes.length) / PAGE_BYTES)
    if (missing <= 0) return
    memory.grow(missing)
    bytes = new Uint8Array(memory.buffer)
  }

  return {
    combine: (factors, sources, into) => {
      const length = into[0]?.length ?? 0
      if (sources.length === 0) return into.forEach((row) => row.fill(0))
      // Products, then one slice of each source, then the slice that is made.
      const sourcesAt = alignedTo(factors.length * sources.length * PRODUCT_BYTES, BLOCK_BYTES)
      const madeAt = sourcesAt + sources.length * CODING_SLICE_BYTES
      reserve(madeAt + CODING_SLICE_BYTES)
      writeProducts(bytes, factors)
      for (let at = 0; at < length; at += CODING_SLICE_BYTES) {
        const size = Math.min(CODING_SLICE_BYTES, length - at)
        for (const [i, source] of sources.entries()) {
          bytes.set(source.subarray(at, at + size), sourcesAt + i * CODING_SLICE_BYTES)
        }
        for (const [row, made] of into.entries()) {
          const products = row * sources.length * PRODUCT_BYTES
          combine(madeAt, sourcesAt, CODING_SLICE_BYTES, sources.length, products, alignedTo(size, BLOCK_BYTES))
          made.set(bytes.subarray(madeAt, madeAt + size), at)
        }
      }
    },
  }
}

function instantiate (): Kernel {
  const module = Uint8Array.from(atob(KERNEL), (char) => char.charCodeAt(0))
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(module)).exports as unknown as Kernel
  } catch (cause) {
    throw new PasselError('unsupported', 'WebAssembly with vectors cannot be used here', { cause })
  }
}

function writeProducts (bytes: Uint8Array, factors: Matrix): void {
  let at = 0
  for (const row of factors) {
    for (const factor of row) {
      for (let nibble = 0; nibble < 16; nibble++) {
        bytes[at + nibble] = multiply(factor, nibble)
        bytes[at + 16 + nibble] = multiply(factor, nibble << 4)
      }
      at += PRODUCT_BYTES
    }
  }
}

function alignedTo (bytes: number, unit: number): number {
  return Math.ceil(bytes / unit) * unit
}
