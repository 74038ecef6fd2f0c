import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/cli/main.ts', 'src/store/store-worker.ts'],
  platform: 'node',
  fixedExtension: false,
  unbundle: true,
  root: 'src',
  deps: { neverBundle: true },
  dts: true,
  sourcemap: true,
  report: false,
})
