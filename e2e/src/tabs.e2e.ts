import { expect } from '@playwright/test'
import { MB, test, type Person } from './people.ts'

const ENDS: readonly (readonly [string, (tab: Person) => Promise<void>])[] = [
  ['is closed', (tab) => tab.page.close()],
  ['crashes', (tab) => tab.crash()],
]

for (const [how, end] of ENDS) {
  test(`a second tab shows what the first one receives, and goes on when that ${how}`, async ({ stage }) => {
    const [anna, first] = [await stage.person('anna'), await stage.person('ben', { bytesPerSecond: 10 * MB })]
    const second = await first.tab()
    const film = await stage.file('film.bin', 40 * MB)
    await anna.attach(film)
    await expect.poll(() => second.percent('film.bin'), { intervals: [50] }).toBeGreaterThan(10)
    await end(first)
    expect(await second.save('film.bin')).toBe(film.sha256)
    await expect(anna.attachment('film.bin')).toContainText('Delivered')
  })
}

test('a second tab goes on sending what was dropped on it when the first one is closed', async ({ stage }) => {
  const first = await stage.person('anna')
  const second = await first.tab()
  const ben = await stage.person('ben', { bytesPerSecond: 10 * MB })
  const film = await stage.file('film.bin', 40 * MB)
  await second.attach(film)
  await expect.poll(() => ben.percent('film.bin'), { intervals: [50] }).toBeGreaterThan(10)
  await first.page.close()
  expect(await ben.save('film.bin')).toBe(film.sha256)
})
