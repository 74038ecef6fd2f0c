import { PasselError } from '@passel/core'

export interface CollectOptions {
  readonly maxBytes: number
  readonly mediaType: string | undefined
  readonly signal: AbortSignal
}

/** All of a stream in memory, up to a bound; the stream is told when nobody wants it any more. */
export async function collect (
  stream: ReadableStream<Uint8Array>, { maxBytes, mediaType, signal }: CollectOptions
): Promise<Blob> {
  const parts: BlobPart[] = []
  let bytes = 0
  await stream.pipeTo(new WritableStream({
    write: (part: Uint8Array<ArrayBuffer>) => {
      bytes += part.length
      if (bytes > maxBytes) throw new PasselError('bad-option', `maxBytes: the payload has more than ${maxBytes} bytes`)
      parts.push(part)
    }
  }), { signal })
  return new Blob(parts, mediaType === undefined ? {} : { type: mediaType })
}
