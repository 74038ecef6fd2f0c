import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig, type Plugin } from 'vite'

/** A service worker needs an address of its own, without a hash, beside the pages that it serves. */
const mediaWorker: Plugin = {
  name: 'media-worker',
  configureServer ({ middlewares }) {
    middlewares.use((request, _response, next) => {
      if (request.url === '/chat/sw.js') request.url = '/chat/sw.ts'
      next()
    })
  },
  buildStart () {
    if (this.environment.mode !== 'build') return
    this.emitFile({ type: 'chunk', id: `${import.meta.dirname}/chat/sw.ts`, fileName: 'chat/sw.js' })
  },
}

/** Runs on the packages' source, so that a change of theirs is seen at once; an application installs them instead. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), mediaWorker],
  resolve: { conditions: ['passel-source', ...defaultClientConditions] },
  optimizeDeps: { entries: ['*/index.html'] },
  worker: { format: 'es' },
  clearScreen: false,
})
