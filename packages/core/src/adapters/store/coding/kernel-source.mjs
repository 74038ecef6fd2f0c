import { readFileSync } from 'node:fs'
import openWabt from 'wabt'

/** kernel.ts as it has to be. */
export async function kernelSource () {
  const { parseWat } = await openWabt()
  const text = readFileSync(new URL('kernel.wat', import.meta.url), 'utf8')
  const { buffer } = parseWat('kernel.wat', text, { simd: true }).toBinary({})
  const lines = Buffer.from(buffer).toString('base64').match(/.{1,100}/g)
  return `// Made by generate.mjs from kernel.wat with wabt; do not edit.

/** A WebAssembly module, in base64. */
export const KERNEL = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('')
`
}
