import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { test as base, type Browser, type Page } from '@playwright/test'

/** Somebody in the chat, in a browser profile of their own. */
export interface Person {
  readonly name: string
  readonly page: Page
  say (text: string): Promise<void>
  /** Attaches files by the button, as most people do. */
  attach (...files: MadeFile[]): Promise<void>
  /** Presses the button that saves it, once there is one, and gives the SHA-256 of what was saved. */
  save (name: string): Promise<string>
}

export interface MadeFile { readonly path: string, readonly sha256: string }

export interface Stage {
  /** Opens the chat as somebody, in the test's room. */
  person (name: string): Promise<Person>
  stop (service: string): Promise<void>
  start (service: string): Promise<void>
  /** A file of noise: no compression makes it smaller. */
  file (name: string, sizeBytes: number): Promise<MadeFile>
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function enter (browser: Browser, room: string, name: string): Promise<Person> {
  const context = await browser.newContext()
  // Its dialog is the system's, out of a test's reach: what is saved goes the way of browsers that have none.
  await context.addInitScript(() => { Reflect.deleteProperty(window, 'showSaveFilePicker') })
  const page = await context.newPage()
  await page.goto(`/chat/?as=${name}#${room}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return {
    name,
    page,
    async say (text) {
      await page.getByLabel('Message', { exact: true }).fill(text)
      await page.getByRole('button', { name: 'Send', exact: true }).click()
    },
    async attach (...files) {
      const chooser = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Attach files' }).click()
      await (await chooser).setFiles(files.map(({ path }) => path))
    },
    async save (file) {
      const download = page.waitForEvent('download')
      await page.getByRole('button', { name: `Save ${file}` }).click()
      return sha256(await readFile(await (await download).path()))
    },
  }
}

export const test = base.extend<{ stage: Stage }>({
  stage: async ({ browser, request }, use, testInfo) => {
    const room = `room.${randomBytes(32).toString('hex')}`
    const stopped = new Set<string>()
    await use({
      person: async (name) => await enter(browser, room, name),
      async stop (service) {
        await request.post(`/stage/${service}/stop`)
        stopped.add(service)
      },
      async start (service) {
        await request.post(`/stage/${service}/start`)
        stopped.delete(service)
      },
      async file (name, sizeBytes) {
        const bytes = randomBytes(sizeBytes)
        const path = testInfo.outputPath(name)
        await writeFile(path, bytes)
        return { path, sha256: sha256(bytes) }
      },
    })
    for (const service of stopped) await request.post(`/stage/${service}/start`)
    await Promise.all(browser.contexts().map(async (context) => await context.close()))
  },
})
