import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test as base, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'

/** A tab of somebody in the chat. Two people have two browser profiles, two tabs of one share theirs. */
export interface Person {
  readonly name: string
  readonly page: Page
  say (text: string): Promise<void>
  /** Attaches files by the button, as most people do. */
  attach (...files: MadeFile[]): Promise<void>
  /** Drops files that are made in the page. */
  drop (...files: DroppedFiles[]): Promise<void>
  /** Pastes a reference that came from elsewhere. */
  share (reference: string): Promise<void>
  /** The reference under which the attachment of that name goes through the chat. */
  reference (name: string): Promise<string>
  /** The attachment of that name, with its words and buttons. */
  attachment (name: string): Locator
  /** How far it is, from 0 to 100; -1 while there is no bar. */
  percent (name: string): Promise<number>
  /** Waits until more than so much of it is there. */
  past (name: string, percent: number): Promise<void>
  /** Presses the button of that name and gives a file to the chooser that it opens. */
  choose (button: string, file: MadeFile): Promise<void>
  /** Presses the button that saves it, once there is one, and gives the SHA-256 of what was saved. */
  save (name: string): Promise<string>
  /** Loads the page again. */
  reload (): Promise<void>
  /** Ends the tab as a fault of the browser would: it lets go of nothing by itself. */
  crash (): Promise<void>
  /** Another tab of the same person. */
  tab (): Promise<Person>
}

export interface MadeFile { readonly path: string, readonly sha256: string }

/** `count` files of one content, numbered if there is more than one. */
export interface DroppedFiles {
  readonly name: string
  readonly text: string
  readonly type?: string
  readonly count?: number
}

export interface PersonOptions {
  /** Sends in class `relayed`. */
  readonly relayed?: boolean
  /** A slow line: tests that do something half way through find half of it there on any machine. */
  readonly bytesPerSecond?: number
}

export interface Stage {
  /** Opens the chat as somebody, in the test's room. */
  person (name: string, options?: PersonOptions): Promise<Person>
  /** Anna, who sends, and ben, both at once. */
  two (ben?: PersonOptions, anna?: PersonOptions): Promise<readonly [Person, Person]>
  stop (service: string): Promise<void>
  start (service: string): Promise<void>
  /** A file of noise (no compression makes it smaller), or of the bytes given. */
  file (name: string, content: number | Uint8Array): Promise<MadeFile>
}

export const MB = 1_000_000
/** Where pictures of each page at the end of each test go, when PASSEL_PICTURES asks for them. */
const PICTURES = join(import.meta.dirname, '../out/pictures')
/** A line on which a small file takes some seconds, on any machine. */
export const SLOW: PersonOptions = { bytesPerSecond: 2 * MB }

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function openTab (context: BrowserContext, name: string, url: string): Promise<Person> {
  const page = await context.newPage()
  const entered = (): Promise<void> => page.getByRole('heading', { level: 1 }).waitFor()
  await page.goto(url)
  await entered()
  const attachment = (file: string): Locator => page.getByRole('group', { name: file, exact: true })
  async function choose (button: string, ...files: MadeFile[]): Promise<void> {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: button, exact: true }).click()
    await (await chooser).setFiles(files.map(({ path }) => path))
  }
  async function say (text: string): Promise<void> {
    await page.getByLabel('Message', { exact: true }).fill(text)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
  }
  async function percent (file: string): Promise<number> {
    // The page may be between two loads: then there is no bar either.
    return await attachment(file).getByRole('progressbar').evaluateAll(
      ([bar]) => Number(bar?.getAttribute('aria-valuenow') ?? -1)
    ).catch(() => -1)
  }
  return {
    name,
    page,
    attachment,
    choose,
    say,
    percent,
    share: say,
    past: async (file, most) => {
      await expect.poll(() => percent(file), { intervals: [50] }).toBeGreaterThan(most)
    },
    async reference (file) {
      const message = page.getByRole('listitem').filter({ has: attachment(file) })
      return await message.getAttribute('data-reference') ?? ''
    },
    attach: (...files) => choose('Attach files', ...files),
    async drop (...given) {
      await page.locator('.chat').evaluate((zone, sorts) => {
        const dataTransfer = new DataTransfer()
        for (const { name: file, text, type = '', count = 1 } of sorts) {
          for (let i = 1; i <= count; i++) {
            dataTransfer.items.add(new File([text], count === 1 ? file : `${i}-${file}`, { type }))
          }
        }
        zone.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
      }, given)
    },
    async save (file) {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: `Save ${file}`, exact: true }).click()
      return sha256(await readFile(await (await download).path()))
    },
    async reload () {
      await page.reload()
      await entered()
    },
    async crash () {
      const crashed = page.waitForEvent('crash')
      const session = await context.newCDPSession(page)
      void session.send('Page.crash').catch(() => 'there is nobody left to answer')
      await crashed
      await page.close()
    },
    tab: async () => await openTab(context, name, url),
  }
}

async function enter (browser: Browser, room: string, name: string, options: PersonOptions): Promise<Person> {
  const context = await browser.newContext()
  await context.addInitScript(() => {
    // Its dialog is the system's, out of a test's reach: what is saved goes the way of browsers that have none.
    Reflect.deleteProperty(window, 'showSaveFilePicker')
    const { RTCPeerConnection: Real } = window
    window.peerConnectionsMade = 0
    window.RTCPeerConnection = class extends Real {
      constructor (...given: ConstructorParameters<typeof Real>) {
        super(...given)
        window.peerConnectionsMade++
      }
    }
  })
  const { relayed = false, bytesPerSecond } = options
  const query = new URLSearchParams({
    as: name,
    ...(relayed && { class: 'relayed' }),
    ...(bytesPerSecond !== undefined && { downloadBytesPerSecond: String(bytesPerSecond) }),
  })
  return await openTab(context, name, `/chat/?${query}#${room}`)
}

declare global {
  interface Window { peerConnectionsMade: number }
}

export const test = base.extend<{ stage: Stage }>({
  stage: async ({ browser, request }, use, testInfo) => {
    const room = `room.${randomBytes(32).toString('hex')}`
    const stopped = new Set<string>()
    const person = async (name: string, options: PersonOptions = {}): Promise<Person> =>
      await enter(browser, room, name, options)
    await use({
      person,
      two: async (ben, anna) => await Promise.all([person('anna', anna), person('ben', ben)]),
      async stop (service) {
        await request.post(`/stage/${service}/stop`)
        stopped.add(service)
      },
      async start (service) {
        await request.post(`/stage/${service}/start`)
        stopped.delete(service)
      },
      async file (name, content) {
        const bytes = typeof content === 'number' ? randomBytes(content) : content
        const path = testInfo.outputPath(name)
        await writeFile(path, bytes)
        return { path, sha256: sha256(bytes) }
      },
    })
    if (process.env['PASSEL_PICTURES'] !== undefined) {
      for (const [index, page] of browser.contexts().flatMap((context) => context.pages()).entries()) {
        await page.screenshot({ path: join(PICTURES, `${testInfo.titlePath.slice(1).join(' ')}-${index + 1}.png`) })
      }
    }
    if (testInfo.status !== testInfo.expectedStatus) {
      for (const page of browser.contexts().flatMap((context) => context.pages())) {
        const seen = await page.locator('body').innerText({ timeout: 2_000 }).catch(String)
        await testInfo.attach(page.url(), { body: seen })
      }
    }
    for (const service of stopped) await request.post(`/stage/${service}/start`)
    await Promise.all(browser.contexts().map(async (context) => await context.close()))
  },
})
