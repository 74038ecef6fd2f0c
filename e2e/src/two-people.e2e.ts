import { expect } from '@playwright/test'
import { test } from './people.ts'

const MB = 1_000_000

test('what one person says and attaches is there for the other, byte for byte', async ({ stage }) => {
  const [anna, ben] = [await stage.person('anna'), await stage.person('ben')]
  await anna.say('Here are the photos')
  await expect(ben.page.getByText('Here are the photos')).toBeVisible()
  const photos = await stage.file('photos.zip', 12 * MB)
  await anna.attach(photos)
  expect(await ben.save('photos.zip')).toBe(photos.sha256)
})

test('a file still arrives when the relay dies after two pages are directly connected', async ({ stage }) => {
  const [anna, ben] = [await stage.person('anna'), await stage.person('ben')]
  const film = await stage.file('film.bin', 60 * MB)
  await anna.attach(film)
  await expect(ben.page.getByText('direct')).toBeVisible()
  await stage.stop('relay-1')
  expect(await ben.save('film.bin')).toBe(film.sha256)
})

for (const percent of [30, 60]) {
  test(`a page that is loaded again at ${percent} % goes on from there`, async ({ stage }) => {
    const anna = await stage.person('anna')
    // A slow line: what is half way is half way on any machine.
    const ben = await stage.person('ben', { bytesPerSecond: 4 * MB })
    const film = await stage.file('film.bin', 40 * MB)
    await anna.attach(film)
    const bar = ben.page.getByRole('progressbar', { name: /film\.bin/ })
    const valueNow = async (): Promise<number> => Number(await bar.getAttribute('aria-valuenow'))
    await expect.poll(valueNow, { intervals: [50] }).toBeGreaterThan(percent)
    await ben.page.reload()
    await expect.poll(valueNow, { intervals: [50] }).toBeGreaterThan(percent - 15)
    expect(await ben.save('film.bin')).toBe(film.sha256)
  })
}
