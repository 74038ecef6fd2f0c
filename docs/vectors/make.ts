/**
 * Writes the test vectors beside it: `node --conditions=passel-source docs/vectors/make.ts`. The same bytes at every
 * run; a change in a file is a change of the protocol.
 */
import { writeFileSync } from 'node:fs'
import { archiveVectors } from './make-archive.ts'
import { codingVectors } from './make-coding.ts'
import { depositVectors } from './make-deposit.ts'
import { frameVectors } from './make-frames.ts'
import { journalVectors } from './make-journal.ts'
import { payloadVectors } from './make-payload.ts'
import { keyVectors, referenceVectors } from './make-reference.ts'
import { joinVectors, signalVectors } from './make-signals.ts'

const FILES = {
  keys: keyVectors,
  reference: referenceVectors,
  payload: payloadVectors,
  coding: codingVectors,
  frames: frameVectors,
  join: joinVectors,
  signals: signalVectors,
  journal: journalVectors,
  archive: archiveVectors,
  deposit: depositVectors,
}

/** Bytes are written as `hex:` and their hexadecimal digits. */
function written (_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? `hex:${Buffer.from(value).toString('hex')}` : value
}

for (const [name, make] of Object.entries(FILES)) {
  writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(make(), written, 1)}\n`)
}
