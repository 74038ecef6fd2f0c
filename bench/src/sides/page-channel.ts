import type { Tab } from '../pages/browser.ts'
import type { PagePair } from './page-pair.ts'

/** Carries what one page says to the other until nobody wants it any more. */
async function carry(from: Tab, to: Tab, ended: () => boolean): Promise<void> {
  while (!ended()) await to.call('takeSignal', await from.call('nextSignal'))
}

/** Connects the pages by WebRTC alone; milliseconds from the dial to its first byte in the other page. */
export async function dialPlain({ sender, receiver }: PagePair): Promise<number> {
  await receiver.call('listen')
  let ended = false
  const failed = new Promise<never>((_resolve, reject) => {
    for (const [from, to] of [[sender, receiver], [receiver, sender]] as const) {
      // The last question stays open until the browser is stopped, and fails then: nobody listens any more.
      carry(from, to, () => ended).catch(reject)
    }
  })
  const connected = Promise.all([sender.call('dial'), receiver.call('arrivedBytes', 1)])
  const [calledAt, { firstAt }] = await Promise.race([connected, failed])
  ended = true
  return firstAt - calledAt
}

/** Pours zeroes through the connected channel; seconds from the first sent to the last arrived. */
export async function pourPlain({ sender, receiver }: PagePair, bytes: number): Promise<number> {
  const poured = [sender.call('pour', bytes), receiver.call('arrivedBytes', bytes + 1)] as const
  const [calledAt, { lastAt }] = await Promise.all(poured)
  return (lastAt - calledAt) / 1000
}
