import { expect } from '@playwright/test'
import { sha256, test } from './people.ts'

const digestOf = (text: string): string => sha256(new TextEncoder().encode(text))

test('an empty file arrives as one', async ({ stage }) => {
  const [anna, ben] = await stage.two()
  await anna.drop({ name: 'empty.txt', text: '' })
  expect(await ben.save('empty.txt')).toBe(digestOf(''))
})

test('an SVG and a page of HTML are saved, never shown', async ({ stage }) => {
  const [anna, ben] = await stage.two()
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="window.owned = true"><rect width="9" height="9"/></svg>'
  const html = '<script>window.owned = true</script>'
  await anna.drop(
    { name: 'logo.svg', text: svg, type: 'image/svg+xml' }, { name: 'a.html', text: html, type: 'text/html' }
  )
  expect(await ben.save('logo.svg')).toBe(digestOf(svg))
  expect(await ben.save('a.html')).toBe(digestOf(html))
  for (const { page } of [anna, ben]) {
    await expect(page.locator('.messages :is(img, iframe, object, embed)')).toHaveCount(0)
    expect(await page.evaluate(() => 'owned' in window)).toBe(false)
  }
})

test('a name that turns its direction or is very long is shown without its tricks', async ({ stage }) => {
  const [anna, ben] = await stage.two()
  await anna.drop({ name: 'photo\u202egpj.exe', text: 'no photo' })
  expect(await ben.save('photogpj.exe')).toBe(digestOf('no photo'))
  await anna.drop({ name: `${'n'.repeat(4_000)}.txt`, text: 'long' })
  await expect(anna.page.getByText(/nnn…/).or(anna.page.getByText('too long')).first()).toBeVisible()
})

test('a damaged reference says so, and files go on being sent', async ({ stage }) => {
  const anna = await stage.person('anna')
  await anna.share('passel:%%%')
  await expect(anna.attachment('Unnamed file')).toContainText('This link to a file is damaged')
  await anna.drop({ name: 'a.txt', text: 'a' })
  await anna.attachment('a.txt').waitFor()
})

test('a reference of a newer version says that the app is too old for it', async ({ stage }) => {
  const anna = await stage.person('anna')
  await anna.drop({ name: 'a.txt', text: 'a' })
  const bytes = Buffer.from((await anna.reference('a.txt')).replace('passel:', ''), 'base64url')
  // In CBOR: the text `v`, and the number after it.
  const version = bytes.indexOf(Buffer.from([0x61, 0x76, 0x01])) + 2
  expect(version).toBeGreaterThan(2)
  bytes[version] = 2
  await anna.share(`passel:${bytes.toString('base64url')}`)
  await expect(anna.attachment('Unnamed file')).toContainText('This file needs a newer version of the app')
})
