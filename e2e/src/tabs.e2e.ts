import { expect } from '@playwright/test'
import { MB, SLOW, test, type Person } from './people.ts'

const ENDS: readonly (readonly [string, (tab: Person) => Promise<void>])[] = [
  ['is closed', (tab) => tab.page.close()],
  ['crashes', (tab) => tab.crash()],
]

for (const [how, end] of ENDS) {
  test(`a second tab shows what the first one receives, and goes on when that ${how}`, async ({ stage }) => {
    const [anna, first] = await stage.two(SLOW)
    const second = await first.tab()
    const film = await stage.file('film.bin', 12 * MB)
    await anna.attach(film)
    await second.past('film.bin', 10)
    await end(first)
    expect(await second.save('film.bin')).toBe(film.sha256)
    await expect(anna.attachment('film.bin')).toContainText('Delivered')
  })
}

for (const [how, end] of ENDS) {
  test(`a second tab goes on sending what was dropped on it when the first one ${how}`, async ({ stage }) => {
    const [first, ben] = await stage.two(SLOW)
    const second = await first.tab()
    const film = await stage.file('film.bin', 12 * MB)
    await second.attach(film)
    await ben.past('film.bin', 10)
    await end(first)
    expect(await ben.save('film.bin')).toBe(film.sha256)
  })
}
