import { expect } from '@playwright/test'
import { MB, SLOW, test } from './people.ts'

/** Whether a file could be read again is up to the browser: what a chooser gave is gone with the page. */
const AGAIN = 'Choose the file again'

test('a sender who loads the page again while sending chooses the file again, and it goes on', async ({ stage }) => {
  const [anna, ben] = await stage.two(SLOW)
  const film = await stage.file('film.bin', 12 * MB)
  await anna.attach(film)
  await ben.past('film.bin', 25)
  await anna.reload()
  await expect(anna.attachment('film.bin')).toContainText(AGAIN)
  await anna.choose('Choose film.bin again', film)
  expect(await ben.save('film.bin')).toBe(film.sha256)
  await expect(anna.attachment('film.bin')).toContainText('Delivered')
})

test('a sender who loads the page again while the file is still being sealed goes on with the same one',
  async ({ stage }) => {
    // Sealing stays 24 MiB ahead of who follows: of this file a third is not sealed yet.
    const [anna, ben] = await stage.two({ bytesPerSecond: 5 * MB })
    const film = await stage.file('film.bin', 44 * MB)
    await anna.attach(film)
    await ben.past('film.bin', 5)
    await anna.reload()
    await expect(anna.attachment('film.bin')).toContainText(AGAIN)
    await anna.choose('Choose film.bin again', film)
    expect(await ben.save('film.bin')).toBe(film.sha256)
  })

test('another file of the same name is not taken for it, and the page says so', async ({ stage }) => {
  const [anna, ben] = await stage.two(SLOW)
  const film = await stage.file('film.bin', 12 * MB)
  await anna.attach(film)
  await ben.past('film.bin', 25)
  await anna.reload()
  const other = await stage.file('film.bin', 12 * MB)
  await anna.choose('Choose film.bin again', other)
  await expect(anna.attachment('film.bin')).toContainText('changed')
})

test('a tab that crashed goes on when it is opened again', async ({ stage }) => {
  const [anna, ben] = await stage.two(SLOW)
  const film = await stage.file('film.bin', 12 * MB)
  await anna.attach(film)
  await ben.past('film.bin', 25)
  const reopened = ben.tab
  await ben.crash()
  const again = await reopened()
  expect(await again.save('film.bin')).toBe(film.sha256)
})
