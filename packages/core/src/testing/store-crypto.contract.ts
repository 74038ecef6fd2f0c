/**
 * What every `StoreCrypto` does, with answers that others computed, as scenarios that need no test runner:
 * `for (const { title, run } of storeCryptoContract) test(title, async () => await run(createWebCrypto()))`.
 */
import type { StoreCrypto } from '../adapters/store/store-crypto.ts'
import { fromHex, toHex, utf8 } from '../pure/bytes.ts'
import { rejects, same } from './store-expect.ts'

export interface StoreCryptoScenario { readonly title: string, readonly run: (crypto: StoreCrypto) => Promise<void> }

/** Test case 16 of the GCM specification: AES-256, with associated data. */
const GCM = {
  key: fromHex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
  nonce: fromHex('cafebabefacedbaddecaf888'),
  aad: fromHex('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
  plain: fromHex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
    '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39'
  ),
  sealed: '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
    '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
    '76fc6ece0f4e1768cddf8853bb2d551b',
}

/** Test 2 of RFC 8032, 7.1. */
const ED25519 = {
  seed: fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
  public: fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
  message: fromHex('72'),
  signature: fromHex(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
    '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
  ),
}

export const storeCryptoContract: readonly StoreCryptoScenario[] = [
  {
    title: 'seals as the specification of GCM says, in a buffer of its own, and opens it',
    run: async (crypto) => {
      const key = await crypto.chunkKey(GCM.key)
      const sealed = await crypto.seal(key, GCM.nonce, GCM.aad, GCM.plain)
      same(toHex(sealed), GCM.sealed, 'ciphertext and tag')
      same(sealed.byteLength, sealed.buffer.byteLength, 'bytes of its buffer')
      same(
        toHex(await crypto.open(key, GCM.nonce, GCM.aad, sealed) ?? new Uint8Array(0)), toHex(GCM.plain), 'plain bytes'
      )
    },
  },
  {
    title: 'opens nothing that was sealed otherwise',
    run: async (crypto) => {
      const key = await crypto.chunkKey(GCM.key)
      const other = await crypto.chunkKey(new Uint8Array(32))
      const sealed = (): Uint8Array => fromHex(GCM.sealed)
      const flipped = sealed().map((byte, i) => (i === 3 ? byte ^ 1 : byte))
      for (const [what, opened] of [
        ['another key', crypto.open(other, GCM.nonce, GCM.aad, sealed())],
        ['another nonce', crypto.open(key, GCM.nonce.map((byte) => byte ^ 1), GCM.aad, sealed())],
        ['other data', crypto.open(key, GCM.nonce, new Uint8Array(0), sealed())],
        ['another byte', crypto.open(key, GCM.nonce, GCM.aad, flipped)],
        ['a cut tag', crypto.open(key, GCM.nonce, GCM.aad, sealed().subarray(0, -1))],
        ['nothing', crypto.open(key, GCM.nonce, GCM.aad, new Uint8Array(0))],
      ] as const) same(await opened, undefined, what)
    },
  },
  {
    title: 'seals many chunks at once',
    run: async (crypto) => {
      const key = await crypto.chunkKey(GCM.key)
      const plains = Array.from({ length: 16 }, (_, i) => new Uint8Array(100_000).fill(i))
      const nonceOf = (i: number): Uint8Array => GCM.nonce.map((byte, at) => (at === 11 ? i : byte))
      const sealing = plains.map(async (plain, i) => await crypto.seal(key, nonceOf(i), GCM.aad, plain))
      for (const [i, sealed] of (await Promise.all(sealing)).entries()) {
        same(await crypto.open(key, nonceOf(i), GCM.aad, sealed), plains[i], `chunk ${i}`)
      }
    },
  },
  {
    title: 'hashes with SHA-256',
    run: async (crypto) => {
      same(
        toHex(await crypto.sha256(utf8('abc'))),
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        'abc'
      )
      const part = utf8('xabcx').subarray(1, 4)
      same(
        toHex(await crypto.sha256(part)),
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        'a part of a buffer'
      )
      const aside = await crypto.sha256Aside?.(part)
      if (aside !== undefined) same(toHex(aside), toHex(await crypto.sha256(part)), 'aside')
    },
  },
  {
    title: 'signs with Ed25519, the same each time',
    run: async (crypto) => {
      const key = await crypto.signingKey(ED25519.seed)
      same(toHex(key.publicKey), toHex(ED25519.public), 'public key')
      for (const time of [1, 2]) {
        same(toHex(await key.sign(ED25519.message)), toHex(ED25519.signature), `signature ${time}`)
      }
    },
  },
  {
    title: 'verifies Ed25519, and takes nothing else for a signature',
    run: async (crypto) => {
      const { public: key, message, signature } = ED25519
      same(await crypto.verify(key, message, signature), true, 'the signature')
      same(await crypto.verify(key, fromHex('73'), signature), false, 'of another message')
      same(
        await crypto.verify(key, message, signature.map((byte, i) => (i === 0 ? byte ^ 1 : byte))),
        false,
        'another signature'
      )
      same(await crypto.verify(key, message, new Uint8Array(3)), false, 'a short signature')
      same(await crypto.verify(new Uint8Array(5), message, signature), false, 'no key')
    },
  },
  {
    title: 'refuses a seed that is none',
    run: async (crypto) => {
      await rejects(Promise.resolve().then(() => crypto.signingKey(new Uint8Array(5))), 'io', 'a short seed')
    },
  },
]
