import { join } from 'node:path'
import { inDirectory } from '../directory.ts'
import type { BenchContext, Outcome } from '../measure.ts'
import { startBrowser, type Browser, type Tab } from '../pages/browser.ts'
import { serveSite, type Site } from '../pages/serve-site.ts'
import { allStopped } from './all-stopped.ts'
import { withPageRelay } from './page-relay.ts'

/** Two people's pages, whose storage is on disk. */
export interface PagePair {
  readonly sender: Tab
  readonly receiver: Tab
  /** The browser that the receiver's page is in. */
  readonly browser: Browser
}

export interface PairOptions {
  /** Each page has a browser to itself, so that their processes can be told apart. */
  readonly apart?: boolean
}

/** Builds and serves the site for all rounds of a measure. */
export function withSite(context: BenchContext, use: (site: Site) => Promise<Outcome>): Promise<Outcome> {
  return allStopped(async ({ keep }) => use(keep(await serveSite(join(context.scratch, 'site')))))
}

/** Two pages of fresh browsers, with nothing in them yet. */
export function pagePair<T>(
  context: BenchContext,
  site: Site,
  name: string,
  use: (pair: PagePair) => Promise<T>,
  { apart = false }: PairOptions = {},
): Promise<T> {
  return inDirectory(context, name, (directory) =>
    allStopped(async ({ keep }) => {
      const browser = keep(await startBrowser(join(directory, 'browser')))
      const other = apart ? keep(await startBrowser(join(directory, 'other'))) : browser
      const sender = await other.tab(site.sender)
      return use({ browser, sender, receiver: await browser.tab(site.receiver) })
    }),
  )
}

/** As `pagePair`, with an engine in each, both reachable through one relay. */
export function enginePair<T>(
  context: BenchContext,
  site: Site,
  name: string,
  use: (pair: PagePair) => Promise<T>,
  options?: PairOptions,
): Promise<T> {
  const open = async (pair: PagePair, relay: string): Promise<T> => {
    await Promise.all([pair.sender, pair.receiver].map((tab) => tab.call('openEngine', relay)))
    return use(pair)
  }
  return withPageRelay((relay) => pagePair(context, site, name, (pair) => open(pair, relay), options))
}
