import { defineConfig } from '@playwright/test'
import { NAMED_PORT, PORT } from './src/places.ts'

const url = `http://127.0.0.1:${PORT}`

/** What Chromium would do by itself on the network is off; page to page connections may use the loopback. */
const SWITCHES = [
  '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--allow-loopback-in-peer-connection',
]

export default defineConfig({
  testDir: 'src',
  testMatch: '**/*.e2e.ts',
  outputDir: 'out/traces',
  // The network is one for all, and tests stop parts of it.
  workers: 1,
  timeout: 300_000,
  // Real pages, real networks and two cores: a second try tells a busy moment from a defect, and is reported as flaky.
  retries: 1,
  expect: { timeout: 120_000 },
  reporter: [['list'], ['json', { outputFile: 'out/results.json' }]],
  use: {
    baseURL: url,
    browserName: 'chromium',
    // Without these a page keeps its own addresses to itself and finds no direct way to another one.
    permissions: ['microphone', 'camera'],
    launchOptions: { executablePath: process.env['PASSEL_CHROMIUM'] ?? '/usr/bin/chromium', args: SWITCHES },
    // Recording costs every test what only a failed one needs.
    trace: 'on-first-retry',
  },
  webServer: {
    command: 'node --conditions=passel-source --disable-warning=ExperimentalWarning src/stage.ts',
    url: `${url}/network.json`,
    timeout: 120_000,
    reuseExistingServer: NAMED_PORT !== undefined,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
})
