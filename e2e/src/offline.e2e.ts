import { expect } from '@playwright/test'
import { MB, test } from './people.ts'

test('a transfer whose relay is away for a while says that nobody is there, and goes on when it is back',
  async ({ stage }) => {
    const anna = await stage.person('anna', { relayed: true })
    const ben = await stage.person('ben', { bytesPerSecond: 5 * MB })
    const film = await stage.file('film.bin', 40 * MB)
    await anna.attach(film)
    await expect.poll(() => ben.percent('film.bin'), { intervals: [50] }).toBeGreaterThan(10)
    await stage.stop('relay-1')
    await expect(ben.attachment('film.bin')).toContainText(/Nobody who has it is online|Connecting/)
    await stage.start('relay-1')
    expect(await ben.save('film.bin')).toBe(film.sha256)
  })
