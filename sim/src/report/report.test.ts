import { chromium, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderReport } from './index.ts'
import { sampleResults } from './sample-results.ts'

/** `npm test` says where it is. */
const executablePath = process.env['PASSEL_CHROMIUM'] ?? '/usr/bin/chromium'
const root = process.getuid?.() === 0
let browser: Awaited<ReturnType<typeof chromium.launch>>

beforeAll(async () => {
  browser = await chromium.launch({ executablePath, args: root ? ['--no-sandbox'] : [] })
}, 30_000)
afterAll(async () => { await browser?.close() })

interface Seen { readonly page: Page, readonly requests: string[], readonly complaints: string[] }

async function open (html: string, scheme: 'light' | 'dark', width: number): Promise<Seen> {
  const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 900 } })
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', request => requests.push(request.url()))
  page.on('pageerror', error => complaints.push(String(error)))
  page.on('console', message => complaints.push(message.text()))
  await page.setContent(html)
  return { page, requests, complaints }
}

/** Words of pictures that stick out of them, words that lie on each other, and broken numbers in them. */
function faults (): string[] {
  const found: string[] = []
  for (const svg of document.querySelectorAll('svg')) {
    const outer = svg.getBoundingClientRect()
    if (outer.width === 0) continue
    if (/NaN|undefined|Infinity/.test(svg.innerHTML)) found.push(`not a number: ${svg.getAttribute('aria-label')}`)
    const boxes: { text: string, box: DOMRect }[] = []
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect()
      const content = text.textContent.trim()
      const name = `${content} in ${svg.getAttribute('aria-label')}`
      if (box.left < outer.left - 8 || box.right > outer.right + 8) found.push(`sticks out: ${name}`)
      for (const other of boxes) {
        const x = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
        const y = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
        if (x > 2 && y > 5) found.push(`lies on ${other.text}: ${name}`)
      }
      boxes.push({ text: content, box })
    }
  }
  return found
}

test.each([
  ['light', 1280], ['dark', 1280], ['light', 390],
] as const)('a report in Chromium, %s and %d wide, asks the network for nothing and has room for its words', async (
  scheme, width
) => {
  for (const failing of [true, false]) {
    const { page, requests, complaints } = await open(renderReport(sampleResults(failing)), scheme, width)
    expect(complaints).toEqual([])
    expect(requests.filter(url => !url.startsWith('about:'))).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    expect(await page.evaluate(faults)).toEqual([])
    await page.close()
  }
})

test('dark is dark and light is light', async () => {
  const report = renderReport(sampleResults(false))
  const lightness = async (scheme: 'light' | 'dark'): Promise<number> => {
    const { page } = await open(report, scheme, 800)
    const colour = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    await page.close()
    return Number(/\d+/.exec(colour)![0])
  }
  expect(await lightness('light')).toBeGreaterThan(230)
  expect(await lightness('dark')).toBeLessThan(40)
})

test('a failure is told at the top with the line that plays it again, and has its swim lane', async () => {
  const { page } = await open(renderReport(sampleResults(true)), 'light', 1280)
  expect(await page.locator('h1').textContent()).toContain('1 run failed')
  expect(await page.locator('.verdict .replay code').textContent())
    .toBe('npm run sim -- replay --scenario mixed --seed 5')
  expect(await page.locator('.wide svg').first().getAttribute('aria-label')).toBe('Swim lanes of mixed, seed 5')
  expect(await page.locator('h2').allTextContents()).toEqual([
    'Expected and measured', 'How long it took', 'Are enough holders online?', 'Over time', 'Who did what when',
    'Properties', 'Against theory and measurements', 'Runs', 'What the model leaves out',
  ])
  await page.close()
})

test('when all is well the verdict says so and how to see it again', async () => {
  const { page } = await open(renderReport(sampleResults(false)), 'light', 1280)
  expect(await page.locator('.verdict .replay code').textContent())
    .toBe('npm run sim -- sweep --seeds 1..8 --scenario file-1-to-20 mixed')
  await page.close()
})

test('names and messages from a run cannot become markup', () => {
  const results = sampleResults(true)
  const [scenario] = results.scenarios
  const report = renderReport({ ...results, scenarios: [{ ...scenario!, title: '<script>alert("x")</script>' }] })
  expect(report).not.toContain('<script')
  expect(report).toContain('&lt;script&gt;alert(&quot;x&quot;)')
})

test('nothing measured gives a page without empty sections', () => {
  const report = renderReport({ ...sampleResults(false), scenarios: [], validation: [] })
  expect(report.match(/<h2>/g)).toHaveLength(1)
  expect(report).not.toMatch(/NaN|undefined/)
})
