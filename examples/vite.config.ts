import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/** Runs on the packages' source, so that a change of theirs is seen at once; an application installs them instead. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { conditions: ['passel-source', ...defaultClientConditions] },
  optimizeDeps: { entries: ['*/index.html'] },
  worker: { format: 'es' },
  clearScreen: false,
})
