import { expect, test } from 'vitest'
import type { PullCall } from './messages.ts'
import { createStreams, type Streams } from './streams.ts'

async function * pieces (): AsyncGenerator<Uint8Array> {
  yield Uint8Array.of(1)
  yield Uint8Array.of(2)
}

/** Two tabs that can ask each other. */
function twoTabs (): readonly [Streams, Streams] {
  const a: Streams = createStreams('a', (_tab, call: PullCall) => b.pull(call, 'a'))
  const b: Streams = createStreams('b', (_tab, call: PullCall) => a.pull(call, 'b'))
  return [a, b]
}

async function all (bytes: AsyncIterable<Uint8Array>): Promise<number[]> {
  const read: number[] = []
  for await (const piece of bytes) read.push(...piece)
  return read
}

test('a stream is read by the tab that has it, or by another one', async () => {
  const [a, b] = twoTabs()
  expect(await all(a.read(a.offer(pieces())))).toEqual([1, 2])
  expect(await all(b.read(a.offer(pieces())))).toEqual([1, 2])
})

test('a stream of which a tab has read a part is not read on by the next one', async () => {
  const [a, b] = twoTabs()
  const source = a.offer(pieces())
  const reading = b.read(source)[Symbol.asyncIterator]()
  expect((await reading.next()).value).toEqual(Uint8Array.of(1))
  await expect(all(a.read(source))).rejects.toMatchObject({ code: 'source-missing' })
  expect((await reading.next()).value).toEqual(Uint8Array.of(2))
})

test('a stream that breaks says so to its reader', async () => {
  const [a, b] = twoTabs()
  const off = new Error('the camera is off')
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(off) })
  await expect(all(b.read(a.offer(broken)))).rejects.toThrow('the camera is off')
})
