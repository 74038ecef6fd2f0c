/**
 * Makes wire.ts of wire.proto: `node packages/core/src/pure/wire/generate.mjs` (needs protons 9 and its peer
 * protobufjs 7 on PATH or in node_modules).
 *
 * protons writes a TypeScript namespace for each message, which type stripping refuses. This keeps its encoders and
 * decoders to the letter, puts them into a constant of the same name, and leaves out the streaming readers.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'passel-wire-'))

try {
  execFileSync('protons', [join(here, 'wire.proto'), '--output', work], { stdio: 'inherit' })
  const made = readFileSync(join(work, 'wire.ts'), 'utf8')
  writeFileSync(join(here, 'wire.ts'), rewrite(made))
} finally {
  rmSync(work, { recursive: true })
}

/** Turns `export namespace X { ... }` into `export const X = { codec, encode, decode }`. */
function rewrite (source) {
  const messages = source.matchAll(/export interface (\w+) \{\n[^}]*\}\n\nexport namespace \1 \{\n([\s\S]*?)\n\}\n/g)
  const parts = []
  for (const [whole, name, body] of messages) {
    // Bytes to be sent may lie in any kind of buffer.
    const face = whole.slice(0, whole.indexOf('\n}\n') + 3).replaceAll('Uint8Array<ArrayBuffer>', 'Uint8Array')
    const [, writer] = body.match(/(_codec = message<[\s\S]*?\n      \}), function \* /) ?? []
    if (writer === undefined) throw new Error(`cannot rewrite ${name}`)
    const kept = `made${name}`
    parts.push([
      face,
      `let ${kept}: Codec<${name}, Partial<${name}>> | undefined\n`,
      `export const ${name} = {`,
      `  codec (): Codec<${name}, Partial<${name}>> {`,
      `    if (${kept} === undefined) {`,
      `      ${runtime8(writer.replace('_codec', kept), name)}, noStream)`,
      '    }',
      `    return ${kept}`,
      '  },',
      `  encode (obj: Partial<${name}>): Uint8Array<ArrayBuffer> {`,
      `    return encodeMessage(obj, ${name}.codec())`,
      '  },',
      `  decode (buf: Uint8Array, opts?: DecodeOptions<${name}>): ${name} {`,
      `    return decodeMessage(buf, ${name}.codec(), opts)`,
      '  },',
      '}',
    ].join('\n'))
  }
  return `// Made by generate.mjs from wire.proto with protons 9; do not edit.
// @ts-nocheck: the generator writes for a milder compiler. Types that others import from here are checked there.
import { decodeMessage, encodeMessage, MaxLengthError, message } from 'protons-runtime'
import type { Codec, DecodeOptions } from 'protons-runtime'

/** Frames are decoded whole. */
function * noStream (): Generator<never> {}

${parts.join('\n\n')}
`
}

/** protons 9 writes for protons-runtime 7; in 8 a codec names what it decodes and what it encodes apart. */
function runtime8 (writer, name) {
  return writer
    .replace(`message<${name}>`, `message<${name}, Partial<${name}>>`)
    .replaceAll('uint8ArrayAlloc(0)', 'new Uint8Array(0)')
}
