import type { PagePair } from './page-pair.ts'
import { whileSignalling } from './page-signals.ts'

/** Connects the pages by WebRTC alone; milliseconds from the dial to its first byte in the other page. */
export async function dialPlain(pair: PagePair): Promise<number> {
  const { sender, receiver } = pair
  await receiver.call('listen')
  return whileSignalling(pair, async () => {
    const [calledAt, { firstAt }] = await Promise.all([sender.call('dial'), receiver.call('arrivedBytes', 1)])
    return firstAt - calledAt
  })
}

/** Pours zeroes through the connected channel; seconds from the first sent to the last arrived. */
export async function pourPlain({ sender, receiver }: PagePair, bytes: number): Promise<number> {
  const poured = [sender.call('pour', bytes), receiver.call('arrivedBytes', bytes + 1)] as const
  const [calledAt, { lastAt }] = await Promise.all(poured)
  return (lastAt - calledAt) / 1000
}
