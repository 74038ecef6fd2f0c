import type { Transfer } from '../../engine/transfer.ts'
import { inlineKind } from '../../pure/inline-kind.ts'
import { answerRange } from './answer-range.ts'
import type { MediaHead, MediaOrder, MediaPiece } from './messages.ts'

/** A port as far as it is used here. */
export interface MediaPort {
  postMessage (message: MediaHead | MediaPiece, transfer?: Transferable[]): void
  addEventListener (type: 'message', listener: (event: { readonly data: MediaOrder }) => void): void
  addEventListener (type: 'close', listener: () => void): void
  start (): void
  close (): void
}

/** A payload is a stranger's: the browser takes it for what was checked, runs nothing of it, and keeps no copy. */
const ALWAYS = {
  'cache-control': 'no-store',
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff'
} as const

/** Answers one request for a part of a payload, on the page whose element asked. */
export function answerMedia (transfer: Transfer | undefined, range: string | null, port: MediaPort): void {
  const refuse = (status: number): void => port.postMessage({ status, headers: ALWAYS, body: false })
  if (transfer === undefined) return refuse(404)
  const type = inlineKind(transfer.reference.mediaType)?.mediaType
  if (type === undefined) return refuse(415)
  const { total } = transfer.state().progress
  if (total === null) return refuse(404)
  const { status, start, end, headers } = answerRange(range, total)
  const body = end > start
  if (body) give(transfer.stream({ start, end }).getReader(), port)
  port.postMessage({ status, headers: { ...ALWAYS, ...headers, 'content-type': type }, body })
}

function give (reader: ReadableStreamDefaultReader<Uint8Array>, port: MediaPort): void {
  const stop = (): void => {
    reader.cancel().catch(() => 'whoever read it was told')
  }
  const end = (piece: MediaPiece): void => {
    port.postMessage(piece)
    port.close()
  }
  const pull = (): void => {
    reader.read().then(({ done, value }) => {
      if (done) return end(null)
      const own = value.length === value.buffer.byteLength ? value : value.slice()
      port.postMessage(own as Uint8Array<ArrayBuffer>, [own.buffer as ArrayBuffer])
    }, () => end('failed'))
  }
  port.addEventListener('message', ({ data }) => {
    if (data === 'pull') pull()
    else stop()
  })
  // A worker that was stopped says nothing more.
  port.addEventListener('close', stop)
  port.start()
}
