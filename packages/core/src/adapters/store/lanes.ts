import { PasselError } from '../../errors.ts'

/** Work of one swarm in order: each begins when the one before has ended, however it ended. */
export interface Lane { run<Result> (work: () => Promise<Result>): Promise<Result> }

export function createLane (): Lane {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run: (work) => {
      const mine = last.then(work, work)
      last = mine
      return mine
    },
  }
}

/** Counts work that may overlap, so that an end can wait for all of it and let nothing more begin. */
export interface Gate {
  /** Rejects with `canceled` once the gate is shut. */
  pass<Result> (work: () => Promise<Result>): Promise<Result>
  /** Lets nothing more begin; resolves when everything that had begun has ended. */
  shut (): Promise<void>
  /** Waits until what has begun has ended, then runs alone; what comes meanwhile waits. */
  alone<Result> (work: () => Promise<Result>): Promise<Result>
}

export function createGate (): Gate {
  const inside = new Set<Promise<unknown>>()
  let shut = false
  let held: Promise<unknown> | undefined

  async function empty (): Promise<void> {
    while (inside.size > 0) await Promise.allSettled(inside)
  }

  async function pass<Result> (work: () => Promise<Result>): Promise<Result> {
    while (held !== undefined) await held
    if (shut) throw new PasselError('canceled', 'this transfer was closed')
    const mine = work()
    inside.add(mine)
    try {
      return await mine
    } finally {
      inside.delete(mine)
    }
  }

  return {
    pass,
    shut: async () => {
      shut = true
      await empty()
    },
    alone: async (work) => {
      while (held !== undefined) await held
      if (shut) throw new PasselError('canceled', 'this transfer was closed')
      const mine = empty().then(work)
      const settled = mine.then(() => undefined, () => undefined)
      held = settled
      try {
        return await mine
      } finally {
        if (held === settled) held = undefined
      }
    },
  }
}
