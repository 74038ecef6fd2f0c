import { CarWriter } from '@ipld/car'
import type { CID } from 'multiformats/cid'
import type { PayloadBlocks } from '../../engine/payload-blocks.ts'
import type { TransferId } from '../../engine/transfer-id.ts'
import { chunkCid, pageCid } from '../../pure/cid.ts'

export interface CarExport { readonly root: CID, readonly bytes: AsyncIterable<Uint8Array> }

/** A complete payload as a CAR file: its root, its bytes as they are made. Fails with `not-found` until complete. */
export async function exportCar (blocks: PayloadBlocks, id: TransferId): Promise<CarExport> {
  const root = pageCid(await blocks.root(id))
  return { root, bytes: write(blocks, id, root) }
}

async function * write (blocks: PayloadBlocks, id: TransferId, root: CID): AsyncGenerator<Uint8Array> {
  const { writer, out } = CarWriter.create([root])
  const putAll = async (): Promise<void> => {
    try {
      for await (const { kind, digest, bytes } of blocks.all(id)) {
        await writer.put({ cid: kind === 'page' ? pageCid(digest) : chunkCid(digest), bytes })
      }
    } finally {
      await writer.close() // ends `out`, so that an error is told below instead of leaving the reader waiting
    }
  }
  const written = putAll().then(() => undefined, (error: unknown) => ({ error }))
  yield * out
  const failure = await written
  if (failure !== undefined) throw failure.error
}
