import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RUN_TIMEOUT_MS } from '../limits.ts'
import { within } from '../processes.ts'
import type { Death, LastWords } from '../engine-protocol.ts'
import type { EngineSubject } from './engine.ts'

/** A death half-way, with room for the last words in that directory. */
export function halfWay(directory: string): Death {
  return { atShare: 0.5, note: join(directory, 'last-words.json') }
}

/** Waits until an engine that was told to die is gone, and gives what it knew last. */
export async function lastWords(engine: EngineSubject, { note }: Death): Promise<LastWords> {
  await within(engine.gone, RUN_TIMEOUT_MS, () => 'the engine did not die half-way')
  return JSON.parse(await readFile(note, 'utf8')) as LastWords
}
