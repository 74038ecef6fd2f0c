import type { Instant, PeerId, PrivacyClass } from '../ids.ts'
import { KEEPER_AVOIDED_MS, MAX_KEEPERS, MAX_SCORES } from '../limits.ts'
import { spreadOut } from '../pure/placement.ts'
import type { Hint } from '../pure/reference.ts'
import { createBackOff, type BackOff } from './back-off.ts'
import type { Random } from './random.ts'

/** Keepers that the application knows, of the whole engine, and how far each is to be relied on. */
export interface Keepers {
  set (privacy: PrivacyClass, keepers: readonly Hint[], grant: Uint8Array | undefined): void
  /** What its operator gave us, to be shown with each deposit. */
  grant (privacy: PrivacyClass): Uint8Array | undefined
  /** Those worth asking, neighbours of different networks, in an order of our own: many engines have the same list. */
  usable (privacy: PrivacyClass, now: Instant): readonly Hint[]
  /** It promised and did not give: others are asked first for a while, longer each time. */
  failed (peer: PeerId, now: Instant): void
  /** It gave what it had promised. */
  praised (peer: PeerId): void
}

interface Score { readonly backOff: BackOff, untilMs: number }

export function createKeepers (given: Random): Keepers {
  const random = given.stream('keepers')
  const known = new Map<PrivacyClass, { readonly hints: readonly Hint[], readonly grant: Uint8Array | undefined }>()
  const scores = new Map<PeerId, Score>()

  return {
    set (privacy, keepers, grant) {
      const hints = keepers.slice(0, MAX_KEEPERS)
      for (let i = hints.length - 1; i > 0; i--) {
        const j = random.below(i + 1)
        ;[hints[i], hints[j]] = [hints[j]!, hints[i]!]
      }
      known.set(privacy, { hints: spreadOut(hints), grant })
    },
    grant: (privacy) => known.get(privacy)?.grant,
    usable (privacy, now) {
      const { hints = [] } = known.get(privacy) ?? {}
      return hints.filter(({ peer }) => (scores.get(peer)?.untilMs ?? -Infinity) <= now.mono)
    },
    failed (peer, now) {
      const [firstMs, maxMs] = KEEPER_AVOIDED_MS
      const score = scores.get(peer) ?? { backOff: createBackOff({ firstMs, maxMs }), untilMs: 0 }
      score.untilMs = now.mono + score.backOff.next(random)
      scores.delete(peer)
      scores.set(peer, score)
      if (scores.size > MAX_SCORES) scores.delete(scores.keys().next().value!)
    },
    praised: (peer) => { scores.delete(peer) },
  }
}
