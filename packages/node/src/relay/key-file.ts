import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { PrivateKey } from '@libp2p/interface'
import { PasselError } from '@passel/core'

/**
 * The identity kept in a file, made when the file is absent: what is addressed by it stays reachable over restarts.
 * Throws `bad-option` when the file holds something else, and `io` when it cannot be read or written.
 */
export async function keyFromFile (path: string): Promise<PrivateKey> {
  const kept = await readIfThere(path)
  if (kept !== undefined) {
    try {
      return privateKeyFromProtobuf(kept)
    } catch (error) {
      throw new PasselError('bad-option', `${path} holds no libp2p key: name another, or remove it`, { cause: error })
    }
  }
  const key = await generateKeyPair('Ed25519')
  try {
    await mkdir(dirname(path), { recursive: true })
    // Written beside and moved: a crash in the middle leaves no half key that nobody can start with.
    const fresh = `${path}.${randomUUID()}`
    await writeFile(fresh, privateKeyToProtobuf(key), { mode: 0o600 })
    await rename(fresh, path)
  } catch (error) {
    throw new PasselError('io', `${path} cannot be written`, { cause: error })
  }
  return key
}

async function readIfThere (path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new PasselError('io', `${path} cannot be read`, { cause: error })
  }
}
