import type { Instant } from '../ids.ts'
import type { Effect } from './effect.ts'
import type { Event, StoreWork } from './event.ts'
import type { Keeping } from './keeping.ts'
import type { Receipts } from './receipts.ts'
import type { Sealer } from './sealer.ts'
import type { SwarmState } from './swarm-state.ts'
import type { TransferLife } from './transfer-life.ts'

/** Work whose failure costs nobody a byte. */
const HARMLESS: readonly StoreWork[] = [
  'sign-receipt', 'check-receipt', 'check-head', 'set-paused', 'sign-release', 'check-release',
]

interface TroubledParts {
  readonly state: SwarmState
  readonly life: TransferLife
  readonly sealer: Sealer
  readonly receipts: Receipts
  readonly keeping: Keeping
}

/** What a failure of the store means for a transfer: some wait for a person, others end it, a few change nothing. */
export function storeFailed (
  { state, life, sealer, receipts, keeping }: TroubledParts,
  { code, during }: Extract<Event, { type: 'store-failed' }>
): (now: Instant, out: Effect[]) => void {
  return (now, out) => {
    if (during === 'check-receipt') receipts.failed()
    if (during === 'check-release' || during === 'sign-release') keeping.release.failed()
    if (during !== undefined && HARMLESS.includes(during)) return
    if (during === undefined && state.life.state === 'done') return
    // What is being sealed or signed beside a reading that failed is still under way.
    if (during !== 'read') sealer.failed()
    switch (code) {
      case 'disk-full': case 'quota': return life.hold('quota', now, out)
      case 'source-missing': return life.hold('needs-file', now, out)
      case 'canceled': case 'not-found': return // it was removed meanwhile
      default: return life.fail(code, now, out)
    }
  }
}
