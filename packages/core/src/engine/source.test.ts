import { describe, expect, test } from 'vitest'
import type { SendSource } from './options.ts'
import { openSource } from './source.ts'

const parts = [Uint8Array.of(1), Uint8Array.of(2, 3)]

async function collect (stream: AsyncIterable<Uint8Array> | undefined): Promise<number[]> {
  const bytes: number[] = []
  for await (const part of stream ?? []) bytes.push(...part)
  return bytes
}

function streamOf (onCancel?: () => void): ReadableStream<Uint8Array> {
  const left = [...parts]
  return new ReadableStream({
    pull: (controller) => {
      const next = left.shift()
      if (next === undefined) controller.close()
      else controller.enqueue(next)
    },
    cancel: () => onCancel?.()
  })
}

/** A stream of a browser that cannot iterate it. */
function plainStream (stream: ReadableStream<Uint8Array>): SendSource {
  return { getReader: () => stream.getReader() } as unknown as SendSource
}

describe('a file', () => {
  test.each([
    ['/home/anna/photo.jpg', 'photo.jpg'],
    ['C:\\Users\\anna\\photo.jpg', 'photo.jpg'],
    ['photo.jpg', 'photo.jpg']
  ])('at %s is called by its last part', (path, name) => {
    expect(openSource({ kind: 'path', path })).toEqual({ ref: { kind: 'path', path }, name })
  })

  test('that a person chose tells name, type and size', () => {
    const file = new File(['four'], 'note.txt', { type: 'text/plain' })
    const told = { ref: { kind: 'blob', blob: file }, name: 'note.txt', mediaType: 'text/plain', size: 4 }
    expect(openSource(file)).toEqual(told)
    expect(openSource({ kind: 'blob', blob: file })).toEqual(told)
  })

  test('without a name or type says nothing of them', () => {
    const blob = new Blob(['four'])
    expect(openSource(blob)).toEqual({ ref: { kind: 'blob', blob }, size: 4 })
  })
})

describe('a stream', () => {
  test.each<[string, () => SendSource]>([
    ['of the platform', () => streamOf()],
    ['of a browser that cannot iterate it', () => plainStream(streamOf())],
    ['made by a generator', () => (async function * () { yield * parts })()]
  ])('%s is read once, to its end', async (_what, make) => {
    const { ref, stream, size } = openSource(make())
    expect(ref).toEqual({ kind: 'stream' })
    expect(size).toBeUndefined()
    expect(await collect(stream)).toEqual([1, 2, 3])
  })

  test.each<[string, (stream: ReadableStream<Uint8Array>) => SendSource]>([
    ['of the platform', (stream) => stream],
    ['of a browser that cannot iterate it', plainStream]
  ])('%s is canceled by who stops early', async (_what, wrap) => {
    let canceled = 0
    const { stream } = openSource(wrap(streamOf(() => { canceled++ })))
    for await (const part of stream!) {
      expect(part).toEqual(parts[0])
      break
    }
    expect(canceled).toBe(1)
  })

  test('cannot be described instead of given', () => {
    expect(() => openSource({ kind: 'stream' })).toThrow(expect.objectContaining({ code: 'bad-option' }))
  })
})
