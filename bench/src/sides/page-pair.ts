import { join } from 'node:path'
import { inDirectory } from '../directory.ts'
import type { BenchContext, Outcome } from '../measure.ts'
import { startBrowser, type Browser, type Tab } from '../pages/browser.ts'
import { serveSite, type Site } from '../pages/serve-site.ts'
import { startSubject } from '../subject.ts'
import type { PageRelayReady } from '../subjects/page-relay.ts'
import { allStopped } from './all-stopped.ts'

/** Two people's pages in one browser, whose storage is on disk. */
export interface PagePair {
  readonly browser: Browser
  readonly sender: Tab
  readonly receiver: Tab
}

/** Builds and serves the site for all rounds of a measure. */
export function withSite(context: BenchContext, use: (site: Site) => Promise<Outcome>): Promise<Outcome> {
  return allStopped(async ({ keep }) => use(keep(await serveSite(join(context.scratch, 'site')))))
}

/** Two pages of a fresh browser, with nothing in them yet. */
export function pagePair<T>(
  context: BenchContext,
  site: Site,
  name: string,
  use: (pair: PagePair) => Promise<T>,
): Promise<T> {
  return inDirectory(context, name, (directory) =>
    allStopped(async ({ keep }) => {
      const browser = keep(await startBrowser(directory))
      const sender = await browser.tab(site.sender)
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
): Promise<T> {
  return allStopped(async ({ keep }) => {
    const { ready } = keep(await startSubject<PageRelayReady>('page-relay', {}))
    return pagePair(context, site, name, async (pair) => {
      await Promise.all([pair.sender, pair.receiver].map((tab) => tab.call('openEngine', ready.address)))
      return use(pair)
    })
  })
}
