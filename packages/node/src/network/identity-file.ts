import { readFile, writeFile } from 'node:fs/promises'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { PrivateKey } from '@libp2p/interface'
import { PasselError } from '@passel/core'

/** The private key kept in a file, made and written on first use (readable by its owner only). Fails with `io`. */
export async function identityFile (path: string): Promise<PrivateKey> {
  try {
    const bytes = await existing(path)
    if (bytes !== undefined) return privateKeyFromProtobuf(bytes)
    const key = await generateKeyPair('Ed25519')
    await writeFile(path, privateKeyToProtobuf(key), { mode: 0o600, flag: 'wx' })
    return key
  } catch (error) {
    throw new PasselError('io', `cannot keep an identity in ${path}`, { cause: error })
  }
}

async function existing (path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
