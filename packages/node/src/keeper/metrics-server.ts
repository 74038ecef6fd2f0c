import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PasselError } from '@passel/core'
import type { KeeperStatus } from './status.ts'
import { metricsText } from './metrics-text.ts'

export interface MetricsServer {
  /** Where it listens: `http://127.0.0.1:9753`. */
  readonly url: string
  close (): Promise<void>
}

export interface MetricsOptions {
  /** @default '127.0.0.1': numbers are for the operator */
  readonly host?: string
  /** 0: any free one. */
  readonly port: number
}

const REQUEST_MS = 5_000
const MAX_CONNECTIONS = 16

/** Serves `/metrics` and `/health`. Throws `io` when the port is taken. */
export async function serveMetrics (
  { host = '127.0.0.1', port }: MetricsOptions, status: () => KeeperStatus,
): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405).end()
    switch (request.url?.split('?')[0]) {
      case '/metrics':
        return void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metricsText(status()))
      case '/health': {
        const { draining, usage } = status()
        const body = JSON.stringify({ status: draining ? 'draining' : 'ok', payloads: usage.leases })
        return void response.writeHead(draining ? 503 : 200, { 'content-type': 'application/json' }).end(`${body}\n`)
      }
      default: return void response.writeHead(404).end()
    }
  })
  server.maxConnections = MAX_CONNECTIONS
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new PasselError('io', `metrics: cannot listen at ${host}:${port}`, { cause })
  }
  const at = server.address() as AddressInfo
  const name = at.family === 'IPv6' ? `[${at.address}]` : at.address
  return {
    url: `http://${name}:${at.port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
