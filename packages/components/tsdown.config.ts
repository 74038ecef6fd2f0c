import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['', 'assistant-ui/', 'devtools/', 'stream-chat/'].map((folder) => `./src/${folder}index.ts`),
  platform: 'neutral',
  // One file out for each file in: 'use client' stays at the top of the files that begin with it.
  unbundle: true,
  root: 'src',
  deps: { neverBundle: true },
  dts: true,
  sourcemap: true,
  report: false,
  inputOptions: {
    // It warns that bundling may lose 'use client'; nothing is bundled.
    onLog: (level, log, handle) => { if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log) },
  },
})
