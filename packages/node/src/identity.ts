import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { PrivacyClass } from '@passel/core'
import { keyFromFile } from './relay/key-file.ts'

/** An id that lived longer would let relays recognise a person from one day to the next. */
const MAX_AGE_MS = 24 * 3_600_000

/**
 * The libp2p identity of a home for one privacy class. It is kept over restarts, so that members find a killed peer
 * where they left it, and replaced at the first start after a day.
 */
export async function identityOf (home: string, privacy: PrivacyClass): Promise<Uint8Array> {
  const file = join(home, `identity-${privacy}.key`)
  if (await ageMs(file) > MAX_AGE_MS) await rm(file, { force: true })
  return privateKeyToProtobuf(await keyFromFile(file))
}

async function ageMs (file: string): Promise<number> {
  try {
    return Date.now() - (await stat(file)).mtimeMs
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
