/**
 * What the tests play on: the examples as an application would build them, and a network whose parts can be stopped.
 * Playwright starts it and waits until its page answers. `POST /stage/relay-1/stop` and `/start`, `waku-1`, and so on.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalNetwork } from '@passel/node'
import { build, preview, type Connect } from 'vite'
import { EXAMPLES, PORT } from './places.ts'

const outDir = await mkdtemp(join(tmpdir(), 'passel-e2e-'))
const network = await startLocalNetwork()
const services = new Map([...network.relays, ...network.waku].map((service) => [service.name, service]))

const control: Connect.NextHandleFunction = (request, response, next) => {
  const [, name, what] = /^\/stage\/([^/]+)\/(start|stop)$/.exec(request.url ?? '') ?? []
  const service = services.get(name ?? '')
  if (request.url === '/network.json') {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...network.description, allowLocal: true }))
  } else if (service !== undefined) {
    const done = what === 'stop' ? service.stop() : service.start()
    done.then(() => response.end(), next)
  } else next()
}

const pages = ['chat', 'quickstart'].map((name) => join(EXAMPLES, name, 'index.html'))
await build({
  configFile: join(EXAMPLES, 'vite.config.ts'),
  logLevel: 'error',
  build: {
    outDir, emptyOutDir: true, target: 'esnext', rolldownOptions: { input: pages }, chunkSizeWarningLimit: 4096,
  },
})
const server = await preview({
  configFile: false,
  root: EXAMPLES,
  logLevel: 'error',
  build: { outDir },
  preview: { port: PORT, strictPort: true, host: '127.0.0.1' },
  plugins: [{ name: 'stage', configurePreviewServer: ({ middlewares }) => { middlewares.use(control) } }],
})

process.on('SIGTERM', () => {
  void Promise.all([server.close(), network.stop(), rm(outDir, { recursive: true, force: true })])
    .then(() => process.exit())
})
