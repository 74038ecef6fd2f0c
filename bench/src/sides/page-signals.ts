import type { Tab } from '../pages/browser.ts'
import type { PagePair } from './page-pair.ts'

/** Carries what one page says to the other until nobody wants it any more. */
async function carry(from: Tab, to: Tab, ended: () => boolean): Promise<void> {
  while (!ended()) await to.call('takeSignal', await from.call('nextSignal'))
}

/** Carries what two pages tell each other until what they do that for has come about. */
export async function whileSignalling<T>({ sender, receiver }: PagePair, doing: () => Promise<T>): Promise<T> {
  let ended = false
  const failed = new Promise<never>((_resolve, reject) => {
    for (const [from, to] of [[sender, receiver], [receiver, sender]] as const) {
      // The last question stays open until the browser is stopped, and fails then: nobody listens any more.
      carry(from, to, () => ended).catch(reject)
    }
  })
  try {
    return await Promise.race([doing(), failed])
  } finally {
    ended = true
  }
}
