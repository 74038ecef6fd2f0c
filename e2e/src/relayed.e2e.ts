import { expect } from '@playwright/test'
import { MB, SLOW, test } from './people.ts'

test('in class relayed bytes take the relay, it is shown, and no page as much as makes a peer connection',
  async ({ stage }) => {
    const [anna, ben] = await stage.two(SLOW, { relayed: true })
    const film = await stage.file('film.bin', 8 * MB)
    await anna.attach(film)
    await expect(ben.attachment('film.bin')).toContainText('relayed')
    expect(await ben.save('film.bin')).toBe(film.sha256)
    await expect(anna.attachment('film.bin')).toContainText('Delivered')
    for (const { page } of [anna, ben]) expect(await page.evaluate(() => window.peerConnectionsMade)).toBe(0)
  })
