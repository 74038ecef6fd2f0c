import type { Instant } from '../ids.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import type { Sealer } from './sealer.ts'
import type { SwarmState } from './swarm-state.ts'
import type { TransferLife } from './transfer-life.ts'

/** What a failure of the store means for a transfer: some wait for a person, others end it, a few change nothing. */
export function storeFailed (
  { state, life, sealer }: { readonly state: SwarmState, readonly life: TransferLife, readonly sealer: Sealer },
  { code, during }: Extract<Event, { type: 'store-failed' }>
): (now: Instant, out: Effect[]) => void {
  return (now, out) => {
    // A receipt that cannot be signed or checked costs nobody a byte.
    if (during === 'sign-receipt' || during === 'check-receipt' || during === 'check-head' || during === 'set-paused') return
    if (during === undefined && state.life.state === 'done') return
    sealer.failed()
    switch (code) {
      case 'disk-full': case 'quota': return life.hold('quota', now, out)
      case 'source-missing': return life.hold('needs-file', now, out)
      case 'canceled': case 'not-found': return // it was removed meanwhile
      default: return life.fail(code, now, out)
    }
  }
}
