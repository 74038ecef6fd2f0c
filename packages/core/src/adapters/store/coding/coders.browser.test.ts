import { describe, expect, test } from 'vitest'
import { erasureCoderContract } from '../../../testing/erasure-coder.contract.ts'
import { createScriptCoder } from './script-coder.ts'
import { createWasmCoder } from './wasm-coder.ts'

describe.each([['with WebAssembly', createWasmCoder], ['without', createScriptCoder]])('a coder %s', (_, create) => {
  test.each(erasureCoderContract)('in a page $title', ({ run }) => {
    expect(() => run(create())).not.toThrow()
  })
})
