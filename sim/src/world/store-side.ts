import type { ChunkNo, Effect, Event, KeepOutcome, StoreWork, SwarmNo } from '@passel/core/machines'
import type { Head } from '@passel/core/pure'
import type { VirtualLink } from './link.ts'
import type { StoreTrouble, VirtualStore } from './store-types.ts'

/** Hears what became of a chunk, and whether a byte of it was wrong, which no peer knows. */
export type Kept = (swarm: SwarmNo, chunk: ChunkNo, corrupt: boolean, outcome: KeepOutcome) => void

/** Turns effects for the store into its work, and what comes of it into events. */
export interface StoreSide {
  /** The page that a `check-page` right after means. */
  pageIn (head: Head): void
  /** Does the effect if it is one for the store. */
  run (effect: Effect): boolean
}

/** Creates the store's side of a virtual host. */
export function createStoreSide (
  store: VirtualStore, link: VirtualLink, emit: (event: Event) => void, kept: Kept
): StoreSide {
  let lastHead: Head | undefined
  const fails = (swarm: SwarmNo, during: StoreWork) => (code: StoreTrouble): void => emit(
    { type: 'store-failed', swarm, code, during }
  )

  return {
    pageIn (head) { lastHead = head },
    run (effect) {
      if (!('swarm' in effect)) return false
      const { swarm } = effect
      switch (effect.type) {
        case 'keep': {
          const { chunk } = effect
          const corrupt = link.collect(swarm, chunk)
          store.keep(swarm, chunk, corrupt, outcome => {
            kept(swarm, chunk, corrupt, outcome)
            emit({ type: 'kept', swarm, chunk, outcome })
          })
          return true
        }
        case 'check-page': {
          const { chan } = effect
          if (lastHead !== undefined) store.checkPage(
            swarm, lastHead, result => emit({ type: 'page-checked', swarm, chan, result })
          )
          return true
        }
        case 'check-head': {
          const { chan, head } = effect
          store.checkHead(swarm, head, verdict => emit({ type: 'head-checked', swarm, chan, head, verdict }))
          return true
        }
        case 'seal':
          store.seal(
            swarm, effect.maxChunks, effect.flushMs, result => emit({ type: 'sealed', swarm, ...result }),
            fails(swarm, 'seal')
          )
          return true
        case 'sign-page':
          store.signPage(
            swarm, effect.count, effect.final, (page, head) => emit({ type: 'page-signed', swarm, page, head }),
            fails(swarm, 'sign-page')
          )
          return true
        case 'finish':
          store.finish(swarm, () => emit({ type: 'finished', swarm }), fails(swarm, 'finish'))
          return true
        case 'sign-receipt':
          store.signReceipt(swarm, receipt => emit({ type: 'receipt-signed', swarm, receipt }))
          return true
        case 'check-receipt': {
          const { chan, receipt } = effect
          store.checkReceipt(
            swarm, receipt, (ok, receipts) => emit({ type: 'receipt-checked', swarm, chan, ok, receipts })
          )
          return true
        }
        case 'set-holders': store.setHolders(swarm, effect.holders); return true
        case 'set-columns': {
          const { columns } = effect
          store.setColumns(swarm, columns, () => emit({ type: 'columns-set', swarm, columns }))
          return true
        }
        case 'sign-release':
          store.signRelease(swarm, signature => emit({ type: 'release-signed', swarm, signature }))
          return true
        case 'check-release': {
          const { chan, signature } = effect
          store.checkRelease(swarm, signature, ok => emit({ type: 'release-checked', swarm, chan, ok }))
          return true
        }
        case 'set-paused': store.setPaused(swarm, effect.paused); return true
        case 'set-failed': store.setFailed(swarm, effect.code); return true
        case 'forget': store.forget(swarm); return true
        default: return false
      }
    },
  }
}
