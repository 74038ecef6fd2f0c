import { expect } from '@playwright/test'
import { MB, test } from './people.ts'

test('a browser that gives no more room says so, and the transfer goes on when there is some', async ({ stage }) => {
  const [anna, ben] = await stage.two()
  const { origin } = new URL(ben.page.url())
  const session = await ben.page.context().newCDPSession(ben.page)
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 8 * MB })
  const film = await stage.file('film.bin', 16 * MB)
  await anna.attach(film)
  await expect(ben.attachment('film.bin')).toContainText('No space left')
  await session.send('Storage.overrideQuotaForOrigin', { origin })
  await ben.page.getByRole('button', { name: 'Resume film.bin' }).click()
  expect(await ben.save('film.bin')).toBe(film.sha256)
})
