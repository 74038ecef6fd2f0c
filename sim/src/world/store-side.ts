import type { Effect, Event } from '@passel/core/machines'
import type { Head } from '@passel/core/pure'
import type { VirtualLink } from './link.ts'
import type { VirtualStore } from './store.ts'

/** Turns effects for the store into its work, and what comes of it into events. */
export interface StoreSide {
  /** The page that a `check-page` right after means. */
  pageIn (head: Head): void
  /** Does the effect if it is one for the store. */
  run (effect: Effect): boolean
}

/** Creates the store's side of a virtual host. */
export function createStoreSide (store: VirtualStore, link: VirtualLink, emit: (event: Event) => void): StoreSide {
  let lastHead: Head | undefined

  return {
    pageIn (head) { lastHead = head },
    run (effect) {
      if (!('swarm' in effect)) return false
      const { swarm } = effect
      const record = store.record(swarm)
      switch (effect.type) {
        case 'keep': {
          const { chunk } = effect
          store.keep(swarm, chunk, link.collect(swarm, chunk), outcome => emit({ type: 'kept', swarm, chunk, outcome }))
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
          store.seal(swarm, effect.maxChunks, effect.flushMs, result => emit({ type: 'sealed', swarm, ...result }))
          return true
        case 'sign-page':
          store.signPage(
            swarm, effect.count, effect.final, (page, head) => emit({ type: 'page-signed', swarm, page, head })
          )
          return true
        case 'finish':
          store.finish(swarm, () => emit({ type: 'finished', swarm }))
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
        case 'set-paused': if (record !== undefined) record.paused = effect.paused; return true
        case 'set-failed':
          if (record !== undefined) {
            record.state = 'failed'
            record.failure = effect.code
          }
          return true
        case 'forget': store.forget(swarm); return true
        default: return false
      }
    },
  }
}
