import { BaseBlockstore } from 'blockstore-core'
import { NotFoundError } from 'interface-store'
import type { CID } from 'multiformats/cid'
import { PasselError } from '../../errors.ts'
import type { PayloadBlocks } from '../../engine/payload-blocks.ts'
import { digestOfCid } from './digest-of-cid.ts'

/**
 * Our store as a blockstore that can only be read. It lists nothing, since whoever can list digests can tell what a
 * person has, and it refuses deletes: an application's garbage collection must not erase live transfers.
 */
export function blockstoreView (blocks: PayloadBlocks): BaseBlockstore {
  return new BlockstoreView(blocks)
}

class BlockstoreView extends BaseBlockstore {
  readonly #blocks: PayloadBlocks

  constructor (blocks: PayloadBlocks) {
    super()
    this.#blocks = blocks
  }

  override async has (cid: CID): Promise<boolean> {
    const digest = digestOfCid(cid)
    return digest !== undefined && await this.#blocks.lists(digest)
  }

  override async * get (cid: CID, options?: { signal?: AbortSignal }): AsyncGenerator<Uint8Array> {
    const digest = digestOfCid(cid)
    const block = digest === undefined ? undefined : await this.#blocks.get(digest, options?.signal)
    if (block === undefined) throw new NotFoundError(`no payload of this engine lists ${cid.toString()}`)
    yield block
  }

  override put (): never {
    throw new PasselError('unsupported', 'this blockstore can only be read: send a payload with engine.send()')
  }

  override delete (): never {
    throw new PasselError('unsupported', 'this blockstore can only be read: remove a transfer with transfer.cancel()')
  }

  // oxlint-disable-next-line require-yield
  override async * getAll (): AsyncGenerator<never> {
    throw new PasselError('unsupported', 'this blockstore lists nothing: ask for the blocks of one payload')
  }
}
