import { PasselError } from '../errors.ts'
import type { SourceRef } from '../ports.ts'
import type { Platform, SendSource } from './options.ts'

/** A source as the store knows it, with what can be told about it beforehand. */
export interface OpenedSource {
  readonly ref: SourceRef
  readonly name?: string
  readonly mediaType?: string
  readonly size?: number
  /** The bytes of a source that can be read only once. */
  readonly stream?: AsyncIterable<Uint8Array>
}

export function openSource (source: SendSource): OpenedSource {
  if (typeof Blob !== 'undefined' && source instanceof Blob) {
    const name = 'name' in source && typeof source.name === 'string' ? { name: source.name } : {}
    const mediaType = source.type === '' ? {} : { mediaType: source.type }
    return { ref: { kind: 'blob', blob: source }, size: source.size, ...name, ...mediaType }
  }
  if ('kind' in source) {
    if (source.kind === 'path') return { ref: source, name: source.path.split(/[\\/]/).at(-1) ?? source.path }
    if (source.kind === 'blob') return { ...openSource(source.blob), ref: source }
    throw new PasselError('bad-option', 'send a stream itself, not a description of one')
  }
  if (Symbol.asyncIterator in source) return { ref: { kind: 'stream' }, stream: source as AsyncIterable<Uint8Array> }
  return { ref: { kind: 'stream' }, stream: iterate(source as unknown as ReadableStream<Uint8Array>) }
}

/** Not every browser's ReadableStream is an async iterable; who stops early cancels it, as the built-in one does. */
async function * iterate (stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel()
    reader.releaseLock()
  }
}

/** A file's size is asked of the platform, so that recipients know it before the first byte. */
export async function measured (opened: OpenedSource, { fileSize }: Platform): Promise<OpenedSource> {
  if (opened.ref.kind !== 'path' || fileSize === undefined) return opened
  return { ...opened, size: await fileSize(opened.ref.path) }
}
