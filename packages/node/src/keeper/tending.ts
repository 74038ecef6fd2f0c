import { canResume, type Hold, type SystemPort } from '@passel/core'
import type { DropReason, KeeperPolicy } from '@passel/core/machines'
import type { Counters } from './counters.ts'
import type { LeaseBook } from './lease-book.ts'

export type LossReason = DropReason | 'failed'

/** What is kept, and what becomes of it. */
export interface Tending {
  /** Kept from now on. */
  follow (name: string, hold: Hold): void
  /** Given up; resolves when nothing of it is here. */
  drop (name: string, reason: LossReason): Promise<void>
  /** Not kept after all. */
  forget (name: string): void
  /** Sees what came, and gives up what nobody is owed. */
  look (): void
}

export interface TendingOptions {
  readonly system: Pick<SystemPort, 'now'>
  readonly policy: KeeperPolicy
  readonly book: Pick<LeaseBook, 'remove'>
  readonly counters: Pick<Counters, 'add'>
  readonly trouble: (where: string, error: unknown) => void
}

/** Payloads looked at in one go: a keeper has thousands, and few of them are on their way. */
const LOOKS = 256

export function createTending ({ system, policy, book, counters, trouble }: TendingOptions): Tending {
  const holds = new Map<string, Hold>()
  const reasons = new Map<string, LossReason>()
  /** Not all here yet, longest not looked at first. */
  const fetching = new Set<string>()

  function forget (name: string): void {
    holds.delete(name)
    fetching.delete(name)
    policy.ended(name)
    book.remove(name)
  }

  async function drop (name: string, reason: LossReason): Promise<void> {
    const hold = holds.get(name)
    if (hold === undefined) return forget(name)
    reasons.set(name, reason)
    await hold.drop()
    await hold.ended
  }

  function dropped (name: string, reason: LossReason): void {
    drop(name, reason).catch((error: unknown) => trouble('keeper', error))
  }

  return {
    follow (name, hold) {
      if (holds.get(name) === hold) return // promised for longer
      holds.set(name, hold)
      fetching.add(name)
      void hold.ended.then((reason) => {
        if (holds.get(name) !== hold) return
        forget(name)
        counters.add('ended', reason === 'dropped' ? reasons.get(name) ?? reason : reason)
        reasons.delete(name)
      })
    },
    drop,
    forget,
    look () {
      for (const { swarm, reason } of policy.tick(system.now())) dropped(swarm, reason)
      for (const name of [...fetching].slice(0, LOOKS)) {
        const hold = holds.get(name)
        fetching.delete(name)
        if (hold === undefined) continue
        const { phase, failure, bytes } = hold.state()
        const whole = phase === 'holding'
        const over = policy.progress(name, { keptBytes: bytes.have, listedBytes: bytes.of, whole }, system.now())
        if (over !== undefined) dropped(name, over)
        else if (failure !== null && !canResume(failure)) dropped(name, 'failed')
        else if (!whole) fetching.add(name)
      }
    },
  }
}
