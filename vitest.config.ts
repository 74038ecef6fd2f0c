import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { configDefaults, defineConfig } from 'vitest/config'
import { findChromium } from './scripts/chromium.mjs'
import { storiesAsTests } from './stories/vitest-plugin.ts'

/** Resolves `@passel/*` to its TypeScript source, so that tests never need a build. */
const SOURCE = 'passel-source'

const resolve = { conditions: [SOURCE, ...defaultServerConditions] }

/** A test that takes so long hangs; nothing is known by a shorter wait, since machines are busy at times. */
const PATIENCE_MS = 60_000

interface Pace { fileParallelism?: boolean }

/** One project of the suite. Projects of a higher `order` start when those of a lower one have ended. */
function project(name: string, order: number, include: string[], pace: Pace = {}) {
  return {
    resolve,
    ssr: { resolve: { ...resolve, externalConditions: [SOURCE, 'node'] } },
    test: {
      name,
      include,
      exclude: [...configDefaults.exclude, '**/*.browser.test.*'],
      environment: 'node' as const,
      pool: 'forks' as const,
      // Threads and processes that a test starts inherit it, and read the same source as the test.
      execArgv: [`--conditions=${SOURCE}`, '--disable-warning=ExperimentalWarning'],
      sequence: { groupOrder: order },
      testTimeout: PATIENCE_MS,
      hookTimeout: PATIENCE_MS,
      ...pace,
    },
  }
}

/** Nothing that Chromium would do by itself on the network; page to page connections may use the loopback. */
const SWITCHES = [
  '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--allow-loopback-in-peer-connection',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

/** The browser of a project; an object of its own for each, because vitest writes into it. */
function chromium() {
  return {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    instances: [{ browser: 'chromium' as const }],
    provider: playwright({
      launchOptions: { executablePath: findChromium() ?? 'chromium', args: SWITCHES },
      // Without these a page keeps its addresses to itself and finds no way to another one.
      contextOptions: { permissions: ['microphone', 'camera'] },
    }),
  }
}

const inBrowser = { conditions: [SOURCE, ...defaultClientConditions] }

const UNDER_18 = [
  { find: /^react(?=$|\/)/, replacement: 'react-18' },
  { find: /^react-dom(?=$|\/)/, replacement: 'react-dom-18' },
]

/** What hooks and components do in a browser, once more under the oldest React that they are for. */
function react18Project(order: number) {
  const { resolve: inPage, optimizeDeps, test } = browserProject(order)
  return {
    resolve: { ...inPage, alias: UNDER_18 },
    optimizeDeps: {
      ...optimizeDeps,
      entries: ['packages/{hooks,components}/src/**/*.browser.test.{ts,tsx}'],
    },
    test: {
      ...test,
      name: 'react18',
      env: { VITE_REACT: '18' },
      include: ['packages/{hooks,components}/src/**/*.browser.test.tsx'],
      // How much work something is does not depend on it.
      exclude: [...configDefaults.exclude, '**/many-*.browser.test.tsx'],
    },
  }
}

/** Each story is a test: it renders, does what its play function says, and axe finds nothing. */
function storiesProject(order: number) {
  return {
    plugins: [storiesAsTests()],
    resolve: inBrowser,
    test: {
      name: 'stories',
      fileParallelism: false,
      testTimeout: PATIENCE_MS,
      sequence: { groupOrder: order },
      browser: chromium(),
    },
  }
}

/** Tests in a real browser: what has `.browser.` in its name. */
function browserProject(order: number) {
  return {
    resolve: inBrowser,
    // A package found late, at a worker's start or by a later file, would reload the page in mid-test.
    optimizeDeps: {
      entries: ['packages/core/src/**/*worker.ts', 'packages/{core,hooks,components}/src/**/*.browser.test.{ts,tsx}'],
      include: ['react/jsx-runtime', 'react/jsx-dev-runtime'],
    },
    test: {
      name: 'browser',
      include: ['packages/{core,hooks,components}/src/**/*.browser.test.{ts,tsx}'],
      // One page at a time: they share an origin, and with it its storage and its locks.
      fileParallelism: false,
      testTimeout: PATIENCE_MS,
      sequence: { groupOrder: order },
      browser: chromium(),
    },
  }
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      project('scripts', 0, ['scripts/**/*.test.mjs']),
      project('pure', 0, ['packages/core/src/*.test.ts', 'packages/core/src/{pure,archive/pure}/**/*.test.ts']),
      project('machines', 0, ['packages/core/src/{machines,archive/machines,testing}/**/*.test.ts']),
      project('kit', 0, ['packages/{hooks,components}/src/**/*.test.{ts,tsx}']),
      project('sim', 0, ['sim/src/**/*.test.ts']),
      project('adapters', 1, [
        'packages/core/src/{adapters,engine,browser}/**/*.test.ts',
        'packages/core/src/archive/*.test.ts',
        'packages/core/src/archive/adapters/**/*.test.ts',
        'packages/node/**/*.test.ts',
        'bench/**/*.test.ts',
        'examples/**/*.test.ts',
      ], {
        // One file after the other: dialling in parallel on two cores runs into timeouts that mean nothing.
        fileParallelism: false,
      }),
      browserProject(2),
      react18Project(3),
      storiesProject(4),
    ],
  },
})
