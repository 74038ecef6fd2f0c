import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright'
import { build, defaultClientConditions, preview, type Rolldown } from 'vite'
import type { BrowserNetwork } from '@passel/core/browser'

/** A site that has the engine, served to a real browser. Each visitor has storage of their own, as on a machine. */
export interface Pages {
  /** A person's browser: its tabs share an origin, and with it storage and locks. */
  visitor (): Promise<Visitor>
  /** Files of the source that a page loads at once. */
  readonly loadedFirst: readonly string[]
  /** What any page threw so far. */
  readonly faults: readonly string[]
  close (): Promise<void>
}

export interface Visitor {
  readonly context: BrowserContext
  /** Opens the site in another tab, with an engine in it. */
  tab (network: BrowserNetwork): Promise<Page>
  /** Opens the site in another tab, with nothing in it yet. */
  emptyTab (): Promise<Page>
}

/** Nothing that Chromium would do by itself on the network; page to page connections may use the loopback. */
const SWITCHES = [
  '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--allow-loopback-in-peer-connection',
]

const SITE = join(import.meta.dirname, 'site')

export async function openPages (): Promise<Pages> {
  const outDir = await mkdtemp(join(tmpdir(), 'passel-pages-'))
  const loadedFirst = await buildSite(outDir)
  const server = await preview({ ...site(outDir), preview: { host: '127.0.0.1', port: 0 } })
  const url = server.resolvedUrls!.local[0]!
  const browser = await launch()
  const faults: string[] = []

  async function visitor (): Promise<Visitor> {
    // Without these permissions a page keeps its addresses to itself and finds no way to another one.
    const context = await browser.newContext({ permissions: ['microphone', 'camera'] })
    async function emptyTab (): Promise<Page> {
      const page = await context.newPage()
      page.on('pageerror', (error) => faults.push(String(error)))
      await page.goto(url)
      return page
    }
    return {
      context,
      emptyTab,
      tab: async (network) => {
        const page = await emptyTab()
        await page.evaluate(async (given) => { await window.page.open(given) }, network)
        return page
      }
    }
  }

  return {
    visitor,
    loadedFirst,
    faults,
    close: async () => {
      await browser.close()
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    }
  }
}

const site = (outDir: string) => ({ root: SITE, configFile: false, logLevel: 'error', build: { outDir } } as const)

/** As an application builds its own; the modules that a page loads before anything is asked of the engine. */
async function buildSite (outDir: string): Promise<string[]> {
  const built = await build({
    ...site(outDir),
    resolve: { conditions: ['passel-source', ...defaultClientConditions] },
    worker: { format: 'es' },
    build: { outDir, target: 'esnext', emptyOutDir: true, minify: false, chunkSizeWarningLimit: 4_096 }
  }) as Rolldown.RolldownOutput
  const chunks = new Map(built.output.flatMap((file) => file.type === 'chunk' ? [[file.fileName, file]] : []))
  const first = new Set([...chunks.values()].filter(({ isEntry }) => isEntry))
  for (const { imports } of first) for (const name of imports) first.add(chunks.get(name)!)
  return [...first].flatMap(({ moduleIds }) => moduleIds)
}

async function launch (): Promise<Browser> {
  const executablePath = process.env['PASSEL_CHROMIUM'] ?? '/usr/bin/chromium'
  return await chromium.launch({ executablePath, args: SWITCHES })
}
