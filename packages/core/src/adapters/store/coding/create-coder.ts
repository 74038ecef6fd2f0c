import { errorCode } from '../../../errors.ts'
import type { ErasureCoder } from './erasure-coder.ts'
import { createScriptCoder } from './script-coder.ts'
import { createWasmCoder } from './wasm-coder.ts'

/** The fastest coder that this platform allows. */
export function createErasureCoder (): ErasureCoder {
  try {
    return createWasmCoder()
  } catch (error) {
    if (errorCode(error) !== 'unsupported') throw error
    return createScriptCoder()
  }
}
