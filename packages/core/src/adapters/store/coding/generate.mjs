/** Makes kernel.ts of kernel.wat: `node packages/core/src/adapters/store/coding/generate.mjs`. */
import { writeFileSync } from 'node:fs'
import { kernelSource } from './kernel-source.mjs'

writeFileSync(new URL('kernel.ts', import.meta.url), await kernelSource())
