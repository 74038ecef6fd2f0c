import { describe, expect, test, vi } from 'vitest'
import { erasureCoderContract } from '../../../testing/erasure-coder.contract.ts'
import { createErasureCoder } from './create-coder.ts'
import { kernelSource } from './kernel-source.mjs'
import { createScriptCoder } from './script-coder.ts'
import { createWasmCoder } from './wasm-coder.ts'
import { readFileSync } from 'node:fs'

describe.each([['with WebAssembly', createWasmCoder], ['without', createScriptCoder]])('a coder %s', (_, create) => {
  test.each(erasureCoderContract)('$title', ({ run }) => {
    expect(() => run(create())).not.toThrow()
  })
})

test('where WebAssembly is forbidden a page codes without it', () => {
  function Forbidden (): never {
    throw new EvalError('refused by the content security policy')
  }
  vi.stubGlobal('WebAssembly', { Module: Forbidden })
  try {
    expect(() => createWasmCoder()).toThrow(expect.objectContaining({ code: 'unsupported' }))
    for (const { run } of erasureCoderContract) run(createErasureCoder())
  } finally {
    vi.unstubAllGlobals()
  }
})

test('the kernel is what its text says', async () => {
  expect(readFileSync(new URL('kernel.ts', import.meta.url), 'utf8')).toBe(await kernelSource())
})
