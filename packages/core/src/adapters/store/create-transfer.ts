import { PasselError } from '../../errors.ts'
import type { SwarmNo } from '../../ids.ts'
import { CHUNK_BYTES, MAX_CHUNKS, STREAM_CHUNK_BYTES } from '../../limits.ts'
import type { TransferInit } from '../../ports.ts'
import { sameBytes } from '../../pure/bytes.ts'
import { bundleChunkBytes, chunkCapacity } from '../../pure/chunk-layout.ts'
import { encodeReference } from '../../pure/reference-codec.ts'
import { sourceRecord } from './author-source.ts'
import { createFeed } from './feed.ts'
import { createLedger, type Created } from './ledger.ts'
import { openTransfer, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { openRandomSource } from './random-source.ts'
import { outsideOf, removePart, reservePart } from './target-file.ts'

type Send = Extract<TransferInit, { role: 'send' }>
type Get = Extract<TransferInit, { role: 'get' }>

/** Makes a transfer that no journal knows yet; `undo` takes back what it put on the disk. */
export async function createTransfer (
  context: StoreContext, swarm: SwarmNo, init: TransferInit
): Promise<{ transfer: OpenTransfer, undo: () => Promise<void> }> {
  if (init.role === 'hold') throw new PasselError('unsupported', 'this store keeps whole copies only')
  const created = init.role === 'send' ? await createSend(context, init) : await createGet(context, init)
  const ledger = createLedger(swarm, created)
  const undo = (): Promise<void> => removePart(context.disk, ledger)
  try {
    const transfer = await openTransfer(context, ledger)
    if (init.role === 'send') checkAuthor(transfer)
    if (init.role === 'send' && init.source.kind === 'blob') transfer.author.blob = init.source.blob
    if (init.role === 'send' && init.source.kind === 'stream') transfer.author.feed = createFeed(context.clock)
    return { transfer, undo }
  } catch (error) {
    await undo()
    throw error
  }
}

function checkAuthor ({ signingKey, reference }: OpenTransfer): void {
  if (signingKey === undefined || !sameBytes(signingKey.publicKey, reference.author)) {
    throw new PasselError('bad-option', 'the author secret does not belong to the reference')
  }
}

async function createSend (
  context: StoreContext, { reference, authorSecret, source, until, audience }: Send
): Promise<Created> {
  const unknown = source.kind === 'stream' && reference.size === undefined
  const usual = unknown ? STREAM_CHUNK_BYTES : CHUNK_BYTES
  const fitted = reference.kind === 'bundle' && !unknown ? bundleChunkBytes(reference.size ?? 0) : usual
  const chunkBytes = context.chunkBytes ?? fitted
  const group = audience === 'group' ? { audience } as const : {}
  const bytes = encodeReference(reference)
  const common = { type: 'send', reference: bytes, authorSecret, chunkBytes, until, ...group } as const
  if (source.kind === 'stream') return { ...common, source: { kind: 'stream' } }
  const opened = await openRandomSource(context.disk, source)
  const stamp = await opened.stamp()
  await opened.close()
  if (stamp.size > MAX_CHUNKS * chunkCapacity(chunkBytes)) {
    throw new PasselError(
      'too-long', `a payload has at most ${MAX_CHUNKS * chunkCapacity(chunkBytes)} bytes: split the file`
    )
  }
  return { ...common, source: sourceRecord(source, stamp) }
}

async function createGet ({ disk }: StoreContext, { reference, target }: Get): Promise<Created> {
  const common = { type: 'get', reference: encodeReference(reference) } as const
  if (target.kind === 'store') return { ...common, target }
  return { ...common, target: await reservePart(outsideOf(disk), target.path) }
}
