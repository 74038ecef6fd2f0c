import { expect } from '@playwright/test'
import { MB, SLOW, test, type Person } from './people.ts'

/** Longer than a peer that owes bytes may be silent before others doubt it. */
const ASLEEP_MS = 4_000

/** Puts a page to sleep as browsers do with tabs that nobody looks at: nothing of it runs. Gives the way back. */
async function freeze ({ page }: Person): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setWebLifecycleState', { state: 'frozen' })
  return async () => { await session.send('Page.setWebLifecycleState', { state: 'active' }) }
}

for (const who of ['receiver', 'sender'] as const) {
  test(`a transfer whose ${who}'s tab was frozen for a while goes on when it thaws`, async ({ stage }) => {
    const [anna, ben] = await stage.two(SLOW)
    const film = await stage.file('film.bin', 12 * MB)
    await anna.attach(film)
    await ben.past('film.bin', 10)
    const thaw = await freeze(who === 'sender' ? anna : ben)
    const frozenAt = Date.now()
    await expect.poll(() => Date.now() - frozenAt).toBeGreaterThan(ASLEEP_MS)
    // What it had asked for before may have come, and no more.
    if (who === 'sender') expect(await ben.percent('film.bin')).toBeLessThan(60)
    await thaw()
    expect(await ben.save('film.bin')).toBe(film.sha256)
  })
}
