import { readFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { PasselError } from '@passel/core'
import { encodeGrant, encodeGrantTerms, formatGrant, fromHex, grantMessage, toHex, type Grant } from '@passel/core/pure'
import { keyFromFile } from '../relay/key-file.ts'

/** What an operator signs grants with. */
export interface OperatorKey {
  /** Given to keepers, as hexadecimal digits. */
  readonly publicKey: string
  /** Makes a grant, as text. Throws `bad-option`. */
  grant (terms: Omit<Grant, 'id'>): Promise<string>
}

/** The operator's key in a file, made when the file is absent. */
export async function operatorKey (file: string): Promise<OperatorKey> {
  const key = await keyFromFile(file)
  if (key.type !== 'Ed25519') throw new PasselError('bad-option', `${file} holds another kind of key: name a new file`)
  return {
    publicKey: toHex(key.publicKey.raw),
    grant: async (terms) => {
      const written = encodeGrantTerms({ id: new Uint8Array(randomBytes(ID_BYTES)), ...terms })
      return formatGrant(encodeGrant(written, await key.sign(grantMessage(written))))
    },
  }
}

const ID_BYTES = 16
const PUBLIC_KEY = /^[0-9a-f]{64}$/

/** An operator's public key: its digits, or a file that holds them. Throws `bad-option`. */
export async function readOperator (given: string): Promise<Uint8Array> {
  const digits = PUBLIC_KEY.test(given) ? given : (await readText(given)).trim()
  if (!PUBLIC_KEY.test(digits)) throw new PasselError('bad-option', `operator: ${given} is no public key of 64 digits`)
  return fromHex(digits)
}

async function readText (file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new PasselError('bad-option', `operator: neither a public key nor a file: ${file}`, { cause })
  }
}
