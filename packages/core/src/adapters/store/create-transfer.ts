import { PasselError } from '../../errors.ts'
import type { SwarmNo } from '../../ids.ts'
import { CHUNK_BYTES, MAX_CHUNKS, MAX_COLUMNS, MAX_PAGES, STREAM_CHUNK_BYTES } from '../../limits.ts'
import type { TransferInit } from '../../ports.ts'
import { isWhole, sameBytes } from '../../pure/bytes.ts'
import { bundleChunkBytes, chunkCapacity } from '../../pure/chunk-layout.ts'
import { encodeReference } from '../../pure/reference-codec.ts'
import { parityPages, PLAIN_SCHEME, type Scheme } from '../../pure/stripes.ts'
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
  const created = await createdOf(context, init)
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

async function createdOf (context: StoreContext, init: TransferInit): Promise<Created> {
  switch (init.role) {
    case 'send': return await createSend(context, init)
    case 'get': return await createGet(context, init)
    case 'hold': return { type: 'hold', ...init.payload, columns: checkedColumns(init.columns) }
  }
}

/** What can be asked to be kept; throws `bad-option`. */
export function checkedColumns (columns: readonly number[]): number[] {
  const distinct = [...new Set(columns)]
  if (columns.length === 0 || !distinct.every((column) => isWhole(column, 0, MAX_COLUMNS - 1))) {
    throw new PasselError('bad-option', `columns: one at least, from 0 to ${MAX_COLUMNS - 1}`)
  }
  return distinct.sort((a, b) => a - b)
}

function checkAuthor ({ signingKey, authorKey }: OpenTransfer): void {
  if (signingKey === undefined || !sameBytes(signingKey.publicKey, authorKey)) {
    throw new PasselError('bad-option', 'the author secret does not belong to the reference')
  }
}

async function createSend (
  context: StoreContext, { reference, authorSecret, source, until, audience, policy = PLAIN_SCHEME }: Send
): Promise<Created> {
  const unknown = source.kind === 'stream' && reference.size === undefined
  const usual = unknown ? STREAM_CHUNK_BYTES : CHUNK_BYTES
  const fitted = reference.kind === 'bundle' && !unknown ? bundleChunkBytes(reference.size ?? 0) : usual
  const chunkBytes = context.chunkBytes ?? fitted
  const group = audience === 'group' ? { audience } as const : {}
  const bytes = encodeReference(reference)
  checkScheme(policy)
  const scheme = policy.of > 1 ? { scheme: { need: policy.need, of: policy.of } } : {}
  const common = { type: 'send', reference: bytes, authorSecret, chunkBytes, until, ...group, ...scheme } as const
  if (source.kind === 'stream') return { ...common, source: { kind: 'stream' } }
  const opened = await openRandomSource(context.disk, source)
  const stamp = await opened.stamp()
  await opened.close()
  if (stamp.size > MAX_CHUNKS * chunkCapacity(chunkBytes)) {
    throw new PasselError(
      'too-long', `a payload has at most ${MAX_CHUNKS * chunkCapacity(chunkBytes)} bytes: split the file`
    )
  }
  checkPages(Math.ceil(stamp.size / chunkCapacity(chunkBytes)), policy)
  return { ...common, source: sourceRecord(source, stamp) }
}

function checkScheme ({ need, of }: Scheme): void {
  if (isWhole(of, 1, MAX_COLUMNS) && isWhole(need, 1, of)) return
  throw new PasselError('bad-option', `policy: need from 1 to of, of from 1 to ${MAX_COLUMNS}`)
}

/** Data pages are cut by time, too, so that there may be many more of them than chunks fill. */
function checkPages (chunks: number, scheme: Scheme): void {
  if (parityPages(chunks, scheme) <= MAX_PAGES / 2) return
  throw new PasselError('too-long', 'this payload has more parity than its pages can list: ask for fewer columns')
}

async function createGet ({ disk }: StoreContext, { reference, target }: Get): Promise<Created> {
  const common = { type: 'get', reference: encodeReference(reference) } as const
  if (target.kind === 'store') return { ...common, target }
  return { ...common, target: await reservePart(outsideOf(disk), target.path) }
}
