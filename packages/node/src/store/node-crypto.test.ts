import { storeCryptoContract } from '@passel/core/testing'
import { describe, expect, test } from 'vitest'
import { createNodeCrypto } from './node-crypto.ts'

describe('the ciphers of Node', () => {
  test.each(storeCryptoContract)('$title', async ({ run }) => {
    await expect(run(createNodeCrypto())).resolves.toBeUndefined()
  })
})
