import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

/** Resolves `@passel/*` to its TypeScript source, so that tests never need a build. */
const SOURCE = 'passel-source'

const resolve = { conditions: [SOURCE, ...defaultServerConditions] }

interface Pace { fileParallelism?: boolean, testTimeout?: number }

/** One project of the suite. Projects of a higher `order` start when those of a lower one have ended. */
function project(name: string, order: number, include: string[], pace: Pace = {}) {
  return {
    resolve,
    ssr: { resolve: { ...resolve, externalConditions: [SOURCE, 'node'] } },
    test: {
      name,
      include,
      environment: 'node' as const,
      pool: 'forks' as const,
      // Threads and processes that a test starts inherit it, and read the same source as the test.
      execArgv: [`--conditions=${SOURCE}`, '--disable-warning=ExperimentalWarning'],
      sequence: { groupOrder: order },
      ...pace,
    },
  }
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      project('scripts', 0, ['scripts/**/*.test.mjs']),
      project('pure', 0, ['packages/core/src/*.test.ts', 'packages/core/src/pure/**/*.test.ts']),
      project('machines', 0, ['packages/core/src/{machines,testing}/**/*.test.ts']),
      project('sim', 0, ['sim/src/**/*.test.ts']),
      project('adapters', 1, [
        'packages/core/src/{adapters,engine}/**/*.test.ts',
        'packages/node/**/*.test.ts',
        'bench/**/*.test.ts',
        'examples/**/*.test.ts',
      ], {
        // One file after the other: dialling in parallel on two cores runs into timeouts that mean nothing.
        fileParallelism: false,
        testTimeout: 30_000,
      }),
    ],
  },
})
