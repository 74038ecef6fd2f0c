export type CounterName = 'deposits' | 'ended' | 'violations' | 'bytes'

export interface Counted { readonly name: CounterName, readonly label: string, readonly count: number }

/** What happened so far, by name and label. */
export interface Counters {
  add (name: CounterName, label: string, by?: number): void
  all (): Counted[]
}

export function createCounters (): Counters {
  const counts = new Map<string, Counted>()
  return {
    add (name, label, by = 1) {
      const key = `${name} ${label}`
      counts.set(key, { name, label, count: (counts.get(key)?.count ?? 0) + by })
    },
    all: () => [...counts.values()],
  }
}
