import { defineConfig } from 'tsdown'
import manifest from './package.json' with { type: 'json' }

/** What the package offers is what gets built. */
const entry = Object.values(manifest.exports)
  .flatMap((target) => typeof target === 'string' ? [] : [target['passel-source']])

/** Bundlers find a worker by this very form of words, in which they look for no other file than the one named. */
const WORKER_URL = /(?<=new URL\('\.\/[\w-]+\.)ts(?=', import\.meta\.url\))/g

const builtWorkers = {
  name: 'built-workers',
  // No column moves, so that the map of what comes before stays true.
  transform: (code: string) =>
    code.search(WORKER_URL) >= 0 ? { code: code.replaceAll(WORKER_URL, 'js'), map: null } : null,
}

export default defineConfig({
  entry,
  plugins: [builtWorkers],
  platform: 'neutral',
  // One file out for each file in: a stack trace and a copy of the source read alike, and unused parts fall away.
  unbundle: true,
  root: 'src',
  deps: { neverBundle: true },
  dts: true,
  sourcemap: true,
  report: false,
})
