import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/pure/index.ts',
    'src/machines/index.ts',
    'src/browser.ts',
    'src/adapters/store/worker.ts',
    'src/adapters/waku/index.ts',
    'src/adapters/helia/index.ts',
    'src/testing/index.ts',
  ],
  platform: 'neutral',
  // One file out for each file in: a stack trace and a copy of the source read alike, and unused parts fall away.
  unbundle: true,
  root: 'src',
  deps: { neverBundle: true },
  dts: true,
  sourcemap: true,
  report: false,
})
