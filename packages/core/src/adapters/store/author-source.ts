/**
 * An author's source between two runs of the program. Size and time of change tell cheaply that it is another file;
 * where the time alone differs, the content decides: everything sealed so far is sealed again and compared before
 * sealing goes on. A chunk that leaves later is compared anyway.
 */
import { PasselError } from '../../errors.ts'
import { SEALS_IN_FLIGHT } from '../../limits.ts'
import type { SourceRef } from '../../ports.ts'
import type { Disk, FileStamp } from './disk.ts'
import { createFeed } from './feed.ts'
import { sealedChunks } from './layout.ts'
import { authored, type OpenTransfer, type StoreContext } from './open-transfer.ts'
import { release } from './release.ts'
import { openRandomSource, type RandomSource } from './random-source.ts'
import type { SourceRecord } from '../../pure/journal-types.ts'

/** A time of change that no file has: the content has still to be compared. */
const UNCHECKED_MS = -1

type FileRecord = Exclude<SourceRecord, { kind: 'stream' }>

/** What the journal keeps of a source that was just opened. */
export function sourceRecord (source: SourceRef, stamp: FileStamp | undefined): SourceRecord {
  if (source.kind === 'stream' || stamp === undefined) return { kind: 'stream' }
  const { size, modifiedMs } = stamp
  return source.kind === 'path' ? { kind: 'path', path: source.path, size, modifiedMs } : {
    kind: 'blob',
    size,
    modifiedMs,
  }
}

/** The source, opened once a run. Rejects with `source-missing`, and with `source-changed` when its size differs. */
export async function openedSource (
  { disk }: Pick<StoreContext, 'disk'>, transfer: OpenTransfer
): Promise<RandomSource> {
  const { author } = transfer
  author.source ??= open(disk, transfer)
  try {
    return await author.source
  } catch (error) {
    author.source = undefined
    throw error
  }
}

async function open (disk: Disk, { ledger, author }: OpenTransfer): Promise<RandomSource> {
  const recorded = fileRecord(ledger.source)
  author.blob ??= recorded.kind === 'blob' ? await disk.sources?.find(ledger.swarm) : undefined
  const source = await openRandomSource(disk, refOf(recorded, author.blob))
  const { size } = await source.stamp()
  if (size === recorded.size) return source
  await source.close()
  throw new PasselError(
    'source-changed', `the file has ${size} bytes and had ${recorded.size}: send it as a new payload`
  )
}

function refOf (recorded: FileRecord, blob: Blob | undefined): Exclude<SourceRef, { kind: 'stream' }> {
  if (recorded.kind === 'path') return { kind: 'path', path: recorded.path }
  if (blob === undefined) {
    throw new PasselError('source-missing', 'the file was given by a page that is gone: choose it again')
  }
  return { kind: 'blob', blob }
}

export function fileRecord (source: SourceRecord | undefined): FileRecord {
  if (source === undefined || source.kind === 'stream') {
    throw new PasselError('bad-option', 'this transfer is fed, not read from a file')
  }
  return source
}

/**
 * Before more is sealed: makes sure that it belongs to what was sealed before. `sealAgain` compares one chunk with its
 * digest. Rejects with `source-changed`.
 */
export async function continueUnchanged (
  context: StoreContext, transfer: OpenTransfer, sealAgain: (chunk: number) => Promise<Uint8Array>
): Promise<void> {
  const { ledger, author } = transfer
  const recorded = fileRecord(ledger.source)
  const { modifiedMs } = await stampOf(context, transfer, recorded)
  if (modifiedMs === recorded.modifiedMs) return
  // What was sealed ahead may be of the file as it was; it never left, and a new epoch gives new nonces.
  author.ahead.clear()
  author.epoch = undefined
  const end = sealedChunks(ledger)
  let next = 0
  await Promise.all(Array.from({ length: SEALS_IN_FLIGHT }, async () => {
    while (next < end) release(await sealAgain(next++))
  }))
  await context.journal.commit({ swarm: ledger.swarm, record: { type: 'source', source: { ...recorded, modifiedMs } } })
}

/** Before the last chunks count: makes sure that nobody wrote to the file since the batch began. */
export async function checkUnchanged (context: StoreContext, transfer: OpenTransfer): Promise<void> {
  const recorded = fileRecord(transfer.ledger.source)
  const { modifiedMs } = await stampOf(context, transfer, recorded)
  if (modifiedMs !== recorded.modifiedMs) throw changedWhileSent()
}

async function stampOf (context: StoreContext, transfer: OpenTransfer, recorded: FileRecord): Promise<FileStamp> {
  const stamp = await (await openedSource(context, transfer)).stamp()
  if (stamp.size !== recorded.size) throw changedWhileSent()
  return stamp
}

function changedWhileSent (): PasselError {
  return new PasselError('source-changed', 'the file was changed while it was being sent: send it as a new payload')
}

/** Remembers the way back to a source that came with one, and forgets the way to the one before. */
export async function keepSource ({ sources }: Disk, swarm: number, source: SourceRef): Promise<void> {
  if (source.kind === 'blob' && source.handle !== undefined) await sources?.keep(swarm, source.handle)
  else await sources?.forget(swarm)
}

/** Opens another source for a transfer; see `StorePort.setSource`. */
export async function setSource (context: StoreContext, transfer: OpenTransfer, source: SourceRef): Promise<void> {
  const { ledger, author } = transfer
  authored(transfer)
  if (source.kind === 'stream') {
    if (ledger.source?.kind !== 'stream') {
      throw new PasselError('bad-option', 'this transfer reads a file: give it the file')
    }
    author.feed ??= createFeed(context.clock)
    return
  }
  const recorded = fileRecord(ledger.source)
  const opened = await openRandomSource(context.disk, source)
  const stamp = await opened.stamp()
  if (stamp.size !== recorded.size) {
    await opened.close()
    throw new PasselError(
      'source-changed', `this file has ${stamp.size} bytes, the one being sent had ${recorded.size}`
    )
  }
  const before = await author.source?.catch(() => undefined) // it never opened
  await before?.close()
  author.ahead.clear()
  author.source = Promise.resolve(opened)
  author.blob = source.kind === 'blob' ? source.blob : undefined
  await keepSource(context.disk, ledger.swarm, source)
  const record = sourceRecord(source, { size: stamp.size, modifiedMs: UNCHECKED_MS })
  await context.journal.commit({ swarm: ledger.swarm, record: { type: 'source', source: record } })
}
