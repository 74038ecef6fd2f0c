/** An engine in a page, driven through its public face. */
import type { Transfer } from '@passel/core'
import { createEngine, type BrowserEngine, type BrowserNetwork } from '@passel/core/browser'
import { expectPlain } from './plain-bytes.ts'
import { preparedFile } from './prepared.ts'
import { sharedNow } from './shared-now.ts'

/** Milliseconds between two looks at a transfer: its handle is always up to date, its notices come ten a second. */
const LOOK_MS = 5

let opened: BrowserEngine | undefined

function engine(): BrowserEngine {
  if (opened === undefined) throw new Error('the page has no engine yet')
  return opened
}

function find(id: string): Transfer {
  const transfer = engine().transfer(id)
  if (transfer === undefined) throw new Error(`there is no transfer ${id}`)
  return transfer
}

/** Opens the engine and waits until the page can be reached through the relay. Nobody is asked on Waku. */
export async function openEngine(relay: string): Promise<void> {
  const network = { relays: [relay], allowLocal: true } as unknown as BrowserNetwork
  opened = await createEngine({ app: '/bench/1', signals: null, network })
  await opened.warm('direct')
}

export async function send() {
  const file = preparedFile()
  const calledAt = sharedNow()
  const { id, text } = await engine().send(file, { audience: 'group', until: 'forever' })
  return { id, text, calledAt }
}

export async function receive(text: string) {
  const calledAt = sharedNow()
  const { id } = await engine().receive(text)
  return { id, calledAt }
}

/** Waits until all is there; `firstByteMs` counts from the call of `receive`. */
export async function finish(id: string) {
  const transfer = find(id)
  for (;;) {
    const { phase, failure, firstByteMs, path } = transfer.state()
    if (failure !== null) throw new Error(`transfer ${id} failed: ${failure}`)
    if (phase === 'done') return { at: sharedNow(), firstByteMs: firstByteMs ?? 0, path }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}

/** Throws when what arrived is not what was sent. */
export async function verify(id: string, bytes: number): Promise<void> {
  await expectPlain(await find(id).blob(), bytes)
}
