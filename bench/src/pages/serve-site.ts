import { join } from 'node:path'
import { build, defaultClientConditions, preview } from 'vite'

/** The site of the bench, served to two people. */
export interface Site {
  /** Its address under two names: two origins, and with that two storages, two processes, two engines. */
  readonly sender: string
  readonly receiver: string
  stop(): Promise<void>
}

const ROOT = join(import.meta.dirname, 'site')

/** Builds the site into a directory, from source, as an application builds its own, and serves it. */
export async function serveSite(outDir: string): Promise<Site> {
  const site = { root: ROOT, configFile: false, logLevel: 'error' } as const
  await build({
    ...site,
    resolve: { conditions: ['passel-source', ...defaultClientConditions] },
    worker: { format: 'es' },
    build: { outDir, target: 'esnext', emptyOutDir: true, chunkSizeWarningLimit: 4_096 },
  })
  const server = await preview({ ...site, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } })
  const { port } = server.httpServer.address() as { port: number }
  return {
    sender: `http://sender.localhost:${port}/`,
    receiver: `http://receiver.localhost:${port}/`,
    stop: () => server.close(),
  }
}
