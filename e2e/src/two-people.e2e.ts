import { expect } from '@playwright/test'
import { MB, SLOW, test } from './people.ts'

test('what one person says and attaches is there for the other, byte for byte', async ({ stage }) => {
  const [anna, ben] = await stage.two()
  await anna.say('Here are the photos')
  await expect(ben.page.getByText('Here are the photos')).toBeVisible()
  const photos = await stage.file('photos.zip', 5 * MB)
  await anna.attach(photos)
  expect(await ben.save('photos.zip')).toBe(photos.sha256)
})

test('a file still arrives when the relay dies after two pages are directly connected', async ({ stage }) => {
  // One in ten dials by WebRTC hangs: there is time for a second and a third.
  const [anna, ben] = await stage.two({ bytesPerSecond: MB })
  const film = await stage.file('film.bin', 16 * MB)
  await anna.attach(film)
  await expect(ben.page.getByText('direct')).toBeVisible()
  await stage.stop('relay-1')
  expect(await ben.save('film.bin')).toBe(film.sha256)
})

for (const percent of [30, 60]) {
  test(`a page that is loaded again at ${percent} % goes on from there`, async ({ stage }) => {
    const [anna, ben] = await stage.two(SLOW)
    const film = await stage.file('film.bin', 16 * MB)
    await anna.attach(film)
    await ben.past('film.bin', percent)
    await ben.page.reload()
    await expect.poll(() => ben.percent('film.bin'), { intervals: [20] }).toBeGreaterThan(-1)
    expect(await ben.percent('film.bin')).toBeGreaterThan(percent - 25)
    expect(await ben.save('film.bin')).toBe(film.sha256)
  })
}
