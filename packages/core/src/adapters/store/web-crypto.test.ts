import { describe, expect, test } from 'vitest'
import { storeCryptoContract } from '../../testing/store-crypto.contract.ts'
import { createWebCrypto } from './web-crypto.ts'

describe('WebCrypto', () => {
  test.each(storeCryptoContract)('$title', async ({ run }) => {
    await expect(run(createWebCrypto())).resolves.toBeUndefined()
  })
})
