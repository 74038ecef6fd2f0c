/** AES-256-GCM and then SHA-256 over the same bytes by WebCrypto, so many chunks in flight. */
import { CHUNK_BYTES } from '../sizes.ts'
import { serve } from './serve.ts'

export interface SealRequest {
  readonly bytes: number
  readonly inFlight: number
}

export interface SealAnswer {
  readonly bytes: number
  readonly seconds: number
}

const TAG_BYTES = 16

serve<object, null, SealRequest, SealAnswer>(async () => {
  const { subtle } = globalThis.crypto
  const secret = globalThis.crypto.getRandomValues(new Uint8Array(32))
  const key = await subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt'])
  const plain = Buffer.alloc(CHUNK_BYTES - TAG_BYTES, 'passel')

  const seal = async (number: number): Promise<void> => {
    const iv = new Uint8Array(12)
    new DataView(iv.buffer).setUint32(8, number)
    const sealed = await subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)
    await subtle.digest('SHA-256', sealed)
  }

  const answer = async ({ bytes, inFlight }: SealRequest): Promise<SealAnswer> => {
    const chunks = Math.ceil(bytes / CHUNK_BYTES)
    let next = 0
    const sealUntilNoneIsLeft = async (): Promise<void> => {
      while (next < chunks) await seal(next++)
    }
    const startedAt = performance.now()
    await Promise.all(Array.from({ length: inFlight }, sealUntilNoneIsLeft))
    return { bytes: chunks * CHUNK_BYTES, seconds: (performance.now() - startedAt) / 1000 }
  }
  return { ready: null, answer }
})
