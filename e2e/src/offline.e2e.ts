import { expect } from '@playwright/test'
import { MB, SLOW, test } from './people.ts'

test('a transfer whose relay is away for a while says that nobody is there, and goes on when it is back',
  async ({ stage }) => {
    const [anna, ben] = await stage.two(SLOW, { relayed: true })
    const film = await stage.file('film.bin', 12 * MB)
    await anna.attach(film)
    await ben.past('film.bin', 10)
    await stage.stop('relay-1')
    await expect(ben.attachment('film.bin')).toContainText(/Nobody who has it is online|Connecting/)
    await stage.start('relay-1')
    expect(await ben.save('film.bin')).toBe(film.sha256)
  })
