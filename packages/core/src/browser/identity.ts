import { generateKeyPair, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { PrivacyClass } from '../ids.ts'

/** An id that lived longer would let relays recognise a person from one day to the next. */
const MAX_AGE_MS = 24 * 3_600_000

interface Identity { readonly bytes: Uint8Array, readonly madeAtMs: number }

interface Identities extends DBSchema { readonly keys: { readonly key: PrivacyClass, readonly value: Identity } }

/**
 * The libp2p identity of a home for one privacy class. It is kept over reloads, and by the next tab that leads, so that
 * members find this page where they left it; at the first start after a day there is a new one.
 */
export async function identityOf (home: string, privacy: PrivacyClass): Promise<Uint8Array> {
  let database: IDBPDatabase<Identities> | undefined
  try {
    database = await openDB<Identities>(`passel-identity:${home}`, 1, {
      upgrade: (fresh) => { fresh.createObjectStore('keys') }
    })
    const kept = await database.get('keys', privacy)
    const ageMs = Date.now() - (kept?.madeAtMs ?? 0)
    if (kept !== undefined && ageMs >= 0 && ageMs <= MAX_AGE_MS) return kept.bytes
    const bytes = await createIdentity()
    await database.put('keys', { bytes, madeAtMs: Date.now() }, privacy)
    return bytes
  } catch {
    return await createIdentity() // nothing can be kept in this window: the store says so to the person
  } finally {
    database?.close()
  }
}

async function createIdentity (): Promise<Uint8Array> {
  return privateKeyToProtobuf(await generateKeyPair('Ed25519'))
}
