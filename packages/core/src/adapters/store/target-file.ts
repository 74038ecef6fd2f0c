/**
 * Where a reader's plain bytes are. A path target is written beside its final name as `NAME.passel-part` and gets that
 * name at the end; a store target stays in the home.
 */
import { PasselError } from '../../errors.ts'
import { MAX_NAME_ATTEMPTS } from '../../limits.ts'
import type { TargetRecord } from '../../pure/journal-types.ts'
import { numberedPath, type Disk, type DiskFile, type OutsideFiles } from './disk.ts'
import type { Ledger } from './ledger.ts'

export const plainName = (swarm: number): string => `${swarm}.plain`

/** The person's files; throws `unsupported` where there are none. */
export function outsideOf ({ outside }: Disk): OutsideFiles {
  if (outside === undefined) {
    throw new PasselError('unsupported', 'there are no paths here: keep it in the store and save it from there')
  }
  return outside
}

/** The part and the final path of a target outside; undefined for authors and store targets. */
export function pathTarget ({ created }: Ledger): Extract<TargetRecord, { kind: 'path' }> | undefined {
  return created.type === 'get' && created.target.kind === 'path' ? created.target : undefined
}

/** Every download has a part of its own, also beside another one with the same target. */
export async function reservePart (outside: OutsideFiles, path: string): Promise<TargetRecord> {
  for (let attempt = 1; attempt <= MAX_NAME_ATTEMPTS; attempt++) {
    const part = `${numberedPath(path, attempt)}.passel-part`
    const file = await outside.openPart(part, true)
    if (file === undefined) continue
    await file.close()
    return { kind: 'path', path, part }
  }
  throw new PasselError('io', `${path}: too many unfinished downloads of this name`)
}

export async function openTarget (disk: Disk, ledger: Ledger): Promise<DiskFile> {
  const target = pathTarget(ledger)
  if (target === undefined) return await disk.open(plainName(ledger.swarm))
  const outside = outsideOf(disk)
  const placed = await placedPath(outside, ledger)
  return placed === undefined ? await outside.openPart(target.part, false) : await outside.openSource(placed)
}

/** The finished file's path, also when a crash came between its naming and the record of that; undefined before. */
export async function placedPath (outside: OutsideFiles, ledger: Ledger): Promise<string | undefined> {
  const { placed, state } = ledger
  const target = pathTarget(ledger)
  if (placed === undefined || target === undefined) return undefined
  if (state === 'done') return placed
  return await outside.stat(target.part) === undefined && await outside.stat(placed) !== undefined ? placed : undefined
}

/** Bytes that the target has; 0 when its file is gone. */
export async function targetSize (disk: Disk, ledger: Ledger): Promise<number> {
  const target = pathTarget(ledger)
  if (target !== undefined) {
    const outside = outsideOf(disk)
    const stamp = await outside.stat(await placedPath(outside, ledger) ?? target.part)
    return stamp?.size ?? 0
  }
  const file = await disk.open(plainName(ledger.swarm))
  try {
    return await file.size()
  } finally {
    await file.close()
  }
}

/** Gives a finished part its name, told to `intend` before: `photo.jpg`, or `photo (2).jpg` where that is taken. */
export async function placeTarget (
  outside: OutsideFiles, ledger: Ledger, intend: (path: string) => Promise<void>
): Promise<void> {
  const target = pathTarget(ledger)
  if (target === undefined || await placedPath(outside, ledger) !== undefined) return
  for (let attempt = 1; attempt <= MAX_NAME_ATTEMPTS; attempt++) {
    const name = numberedPath(target.path, attempt)
    // A file of ours that a crash left half placed has the name that was journalled for it.
    if (name !== ledger.placed && await outside.stat(name) !== undefined) continue
    await intend(name)
    if (await outside.place(target.part, name) === 'placed') return
  }
  throw new PasselError(
    'io', `${target.path} and ${MAX_NAME_ATTEMPTS - 1} names beside it are taken: give it another name`
  )
}

/** Removes what is unfinished of a download; a finished file belongs to the person. */
export async function removePart ({ outside }: Disk, ledger: Ledger): Promise<void> {
  const target = pathTarget(ledger)
  if (target !== undefined && ledger.state !== 'done') await outside?.remove(target.part)
}

/** See `StorePort.targetPath`. */
export async function targetPath (outside: OutsideFiles | undefined, ledger: Ledger): Promise<string | undefined> {
  if (ledger.source?.kind === 'path') return ledger.source.path
  const target = pathTarget(ledger)
  return target === undefined || outside === undefined ? undefined : await placedPath(outside, ledger) ?? target.part
}

/** See `StorePort.blobOf`. */
export async function homeBlob (disk: Disk, ledger: Ledger): Promise<Blob> {
  if (ledger.created.type === 'send' || pathTarget(ledger) !== undefined) {
    throw new PasselError('unsupported', 'this payload has a file of its own: read that, or the stream of its bytes')
  }
  if (ledger.state !== 'done') throw new PasselError('not-found', 'the download is not finished yet')
  if (disk.blob === undefined) throw new PasselError('unsupported', 'read the stream of its bytes here')
  return await disk.blob(plainName(ledger.swarm))
}
