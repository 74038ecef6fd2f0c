import { defineConfig } from 'tsdown'
import manifest from './package.json' with { type: 'json' }

/** What the package offers is what gets built. */
const entry = Object.values(manifest.exports)
  .flatMap((target) => typeof target === 'string' ? [] : [target['passel-source']])

export default defineConfig({
  entry,
  platform: 'neutral',
  // One file out for each file in: a stack trace and a copy of the source read alike, and unused parts fall away.
  unbundle: true,
  root: 'src',
  deps: { neverBundle: true },
  dts: true,
  sourcemap: true,
  report: false,
})
