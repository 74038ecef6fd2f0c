import type { PagePair } from './page-pair.ts'

/** When things happened, in milliseconds on the clock of the pages. */
export interface PageTransferTimes {
  readonly id: string
  readonly sendAt: number
  readonly firstByteAt: number
  readonly doneAt: number
}

/** Moves what the sender has prepared; the reference goes by hand, as a chat would carry it. */
export async function movePrepared({ sender, receiver }: PagePair): Promise<PageTransferTimes> {
  const sent = await sender.call('send')
  const { id, calledAt } = await receiver.call('receive', sent.text)
  const done = await receiver.call('finish', id)
  return { id, sendAt: sent.calledAt, firstByteAt: calledAt + done.firstByteMs, doneAt: done.at }
}
