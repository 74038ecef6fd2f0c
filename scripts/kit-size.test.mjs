import { gzipSync } from 'node:zlib'
import { build, defaultClientConditions } from 'vite'
import { expect, test, vi } from 'vitest'
import { inRoot } from './places.mjs'

/** Bytes, minified and compressed, that the kit may add to an application that has React and the engine. */
const MOST_BYTES = 25_000
const MOST_BYTES_OF_HOOKS = 5_000

const NOT_COUNTED = [/^react(\/|$)/, /^react-dom(\/|$)/, /^@passel\/core(\/|$)/]

async function sizeOf(entry) {
  vi.stubEnv('NODE_ENV', 'production') // or JSX would be what debuggers want
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    root: inRoot('stories'),
    resolve: { conditions: ['passel-source', ...defaultClientConditions] },
    build: {
      write: false,
      minify: true,
      lib: { entry: inRoot(entry), formats: ['es'] },
      rolldownOptions: { external: NOT_COUNTED, output: { minify: true } },
    },
  })
  const chunks = output.flatMap((part) => part.output).filter(({ type }) => type === 'chunk')
  return gzipSync(chunks.map(({ code }) => code).join('')).length
}

test('hooks and components together add little to an application', async () => {
  expect(await sizeOf('packages/components/src/index.ts')).toBeLessThanOrEqual(MOST_BYTES)
}, 60_000)

test('hooks alone add next to nothing', async () => {
  expect(await sizeOf('packages/hooks/src/index.ts')).toBeLessThanOrEqual(MOST_BYTES_OF_HOOKS)
}, 60_000)
