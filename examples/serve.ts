/**
 * Serves the examples that run in a page, with a network of their own on this machine: two Waku nodes and a circuit
 * relay, gone when it ends. `node --conditions=passel-source examples/serve.ts [--port 5173]`
 */
import { parseArgs } from 'node:util'
import { startLocalNetwork } from '@passel/node'
import { createServer } from 'vite'

const { values } = parseArgs({ options: { port: { type: 'string', default: '5173' } } })
const network = await startLocalNetwork()
const server = await createServer({
  configFile: `${import.meta.dirname}/vite.config.ts`,
  server: { port: Number(values.port), host: 'localhost' },
  plugins: [{
    name: 'network',
    configureServer ({ middlewares }) {
      middlewares.use('/network.json', (_request, response) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ ...network.description, allowLocal: true }))
      })
    },
  }],
})
await server.listen()

const address = server.resolvedUrls?.local[0] ?? `http://localhost:${values.port}/`
process.stdout.write(`\nChat          ${address}chat/?as=anna\n`)
process.stdout.write('              Its link opens a window for somebody else; drop a file of any size into one.\n')
process.stdout.write(`Ten lines     ${address}quickstart/\n`)
process.stdout.write('Ctrl-C ends it.\n')

async function stop (): Promise<void> {
  await server.close()
  await network.stop()
  process.exit()
}
process.on('SIGINT', () => void stop())
process.on('SIGTERM', () => void stop())
