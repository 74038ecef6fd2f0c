import type { BlockBroker, BlockRetrievalOptions } from 'helia'
import type { CID } from 'multiformats/cid'
import { PasselError } from '../../errors.ts'
import type { PayloadBlocks } from '../../engine/payload-blocks.ts'
import { digestOfCid } from './digest-of-cid.ts'

/**
 * Lets Helia get blocks through Passel's engine: a block of a payload that is being fetched is waited for. Bitswap is
 * not used: it asks every connected peer for every block, and would take wants outside the swarm.
 */
export function passelBlockBroker (blocks: PayloadBlocks): BlockBroker {
  return {
    name: 'passel',
    retrieve: async (cid: CID, options?: BlockRetrievalOptions): Promise<Uint8Array> => {
      const digest = digestOfCid(cid)
      const block = digest === undefined ? undefined : await blocks.get(digest, options?.signal)
      if (block === undefined) {
        const message = `no payload of this engine lists ${cid.toString()}: receive its reference first`
        throw new PasselError('not-found', message)
      }
      await options?.validateFn?.(block)
      return block
    }
  }
}
