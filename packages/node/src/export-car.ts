import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { PasselError, type Reference } from '@passel/core'
import { createPayloadBlocks, exportCar as carOf, holderOfStored } from '@passel/core/helia'
import { withStore } from './cli/home-commands.ts'

export interface WrittenCar { readonly blocks: number, readonly root: string }

/** Writes a complete payload of a home as a CAR file; a half-written one never has the final name. */
export async function exportCar (home: string, reference: Reference, file: string): Promise<WrittenCar> {
  let result: WrittenCar | undefined
  await withStore(home, async (store, stored) => {
    const transfer = stored.find(({ init }) =>
      init.role !== 'hold' && sameBytes(init.reference.secret, reference.secret))
    if (transfer === undefined) throw new PasselError('not-found', `this payload is not in ${home}: get it first`)
    const holder = holderOfStored(transfer)
    const { root, bytes } = await carOf(createPayloadBlocks(store, () => [holder]), holder.id)
    const part = `${file}.part`
    try {
      await pipeline(bytes, createWriteStream(part))
      await rename(part, file)
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
    const chunks = transfer.pages.reduce((sum, page) => sum + page.count, 0)
    result = { blocks: transfer.pages.length + chunks, root: root.toString() }
  })
  if (result === undefined) throw new PasselError('io', 'the store closed before the export was done')
  return result
}

function sameBytes (a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
