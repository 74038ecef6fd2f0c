import { PasselError } from '../../errors.ts'
import { concat } from '../../pure/bytes.ts'
import { BundleReader } from '../pure/bundle-reader.ts'
import type { BundleEntry } from '../pure/entry.ts'
import type { ArchivedMessage } from '../pure/message.ts'
import { checkPayloadHead, PAYLOAD_HEAD } from '../pure/payload-head.ts'
import { inflate, inflatesHonestly } from './inflate.ts'

type Claims = Pick<BundleEntry, 'fromMs' | 'toMs' | 'count' | 'bytes' | 'plainBytes'>

/**
 * A bundle's messages in order of time, a batch for each piece that comes out of the decompressor. Fails with
 * `bundle-malformed` or `bundle-bomb`; batches given before are good.
 */
export async function * readBundle (
  source: AsyncIterable<Uint8Array>, claims: Claims, onForged: (timestampNs: bigint) => void
): AsyncGenerator<readonly ArchivedMessage[], void, undefined> {
  if (!inflatesHonestly(claims.bytes, claims.plainBytes)) {
    throw new PasselError('bundle-bomb', 'a bundle says that it becomes a hundred times as large: it was left')
  }
  let batch: ArchivedMessage[] = []
  const reader = new BundleReader(claims, { message: (message) => batch.push(message), forged: onForged })
  for await (const bytes of inflate(behindHead(source, claims.bytes), claims.plainBytes)) {
    let failure: unknown
    try {
      reader.push(bytes)
    } catch (error) {
      failure = error
    }
    // What is good of a piece is given although the rest of it is not.
    if (batch.length > 0) {
      yield batch
      batch = []
    }
    if (failure !== undefined) throw failure
  }
  reader.end()
}

/** The compressed bytes. A payload longer than the index says is malformed. */
async function * behindHead (source: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0)
  let passed = 0
  for await (const piece of source) {
    passed += piece.length
    if (passed > bytes) throw new PasselError('bundle-malformed', 'a bundle is longer than it says')
    if (head.length === PAYLOAD_HEAD.length) {
      yield piece
      continue
    }
    const start = PAYLOAD_HEAD.length - head.length
    head = concat(head, piece.subarray(0, start))
    if (head.length === PAYLOAD_HEAD.length) checkPayloadHead(head)
    if (piece.length > start) yield piece.subarray(start)
  }
  if (head.length < PAYLOAD_HEAD.length) checkPayloadHead(head)
}
