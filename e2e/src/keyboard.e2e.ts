import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import { MB, SLOW, test } from './people.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

interface Finding { readonly id: string, readonly nodes: readonly { readonly html: string }[] }

/** What axe finds on a page, each with the element that it means. */
async function findings (page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE })
  return await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run (): Promise<{ violations: Finding[] }> } }
    const { violations } = await axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

test('with the keyboard alone a file is attached, paused, resumed and saved, and the focus is never lost',
  async ({ stage }) => {
    const [anna, ben] = await stage.two(SLOW)
    const film = await stage.file('film.bin', 12 * MB)
    const chooser = anna.page.waitForEvent('filechooser')
    await anna.page.getByRole('button', { name: 'Attach files' }).focus()
    await anna.page.keyboard.press('Enter')
    await (await chooser).setFiles(film.path)

    const { page } = ben
    const focused = page.locator(':focus')
    await page.getByRole('button', { name: 'Pause film.bin' }).focus()
    await page.keyboard.press('Enter')
    await expect(focused).toHaveAccessibleName('Resume film.bin')
    await expect(ben.attachment('film.bin')).toContainText('Paused')
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect(focused).toHaveAccessibleName('Pause film.bin')
    await page.getByRole('button', { name: 'Save film.bin' }).waitFor()
    await expect(focused).toHaveAccessibleName('Save film.bin')
    const download = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    await download
    await expect(focused).toHaveAccessibleName('Save film.bin')
    expect(await findings(page)).toEqual([])
  })

test('after canceling with the keyboard the focus is on what can be done next', async ({ stage }) => {
  const [anna, ben] = await stage.two(SLOW)
  await anna.attach(await stage.file('film.bin', 24 * MB))
  await ben.page.getByRole('button', { name: 'Cancel film.bin' }).focus()
  await ben.page.keyboard.press('Enter')
  await expect(ben.attachment('film.bin')).toContainText('Canceled')
  await expect(ben.page.locator(':focus')).toHaveAccessibleName('Try film.bin again')
})
