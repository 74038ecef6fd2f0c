import { PasselError } from '../../errors.ts'
import type { StorePort } from '../../ports.ts'

/** What a site is allowed and has used, in bytes; browsers round both, and some tell neither. */
export type Estimate = () => Promise<{ readonly quota?: number, readonly usage?: number }>

/**
 * A store that does not begin a download which will not fit: `quota`, before a byte was fetched for nothing. A source
 * of the person takes no room.
 */
export function refuseWithoutRoom (store: StorePort, estimate: Estimate): StorePort {
  return {
    ...store,
    create: async (init) => {
      if (init.role === 'get' && init.target.kind === 'store') await checkRoom(init.reference.size ?? 0, estimate)
      return await store.create(init)
    },
  }
}

async function checkRoom (sizeBytes: number, estimate: Estimate): Promise<void> {
  const { quota, usage = 0 } = await estimate()
  if (quota === undefined || sizeBytes <= quota - usage) return
  throw new PasselError('quota', `this needs ${sizeBytes} bytes and the browser gives this site ${
    Math.max(0, quota - usage)} more: remove transfers or free space, then try again`)
}
