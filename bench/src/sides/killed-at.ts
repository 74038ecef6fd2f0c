import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TransferFacts } from '../engine-protocol.ts'
import type { EngineSubject } from './engine.ts'

/** Has an engine kill itself at that share of a transfer, waits until it is gone, and gives what it knew last. */
export async function killedAt(
  engine: EngineSubject,
  id: string,
  share: number,
  directory: string,
): Promise<TransferFacts> {
  const note = join(directory, 'last-words.json')
  await engine.dieAt(id, share, note)
  await engine.gone
  return JSON.parse(await readFile(note, 'utf8')) as TransferFacts
}
