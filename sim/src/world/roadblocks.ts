import type { Site } from './network-types.ts'

/** Pairs of sites between which nothing arrives for a while, and what waits there. */
export interface Roadblocks {
  between (a: Site, b: Site): boolean
  /** Keeps `go` for later if nothing passes between the two now; whether it did. */
  holds (a: Site, b: Site, go: () => void): boolean
  hold (a: Site, b: Site): void
  release (a: Site, b: Site): void
  partition (groups: readonly (readonly Site[])[]): void
  heal (): void
}

interface Waiting { readonly a: Site, readonly b: Site, readonly go: () => void }

/** Creates no roadblock. */
export function createRoadblocks (): Roadblocks {
  const held = new Map<Site, Set<Site>>()
  let groups = new Map<Site, number>()
  let waiting: Waiting[] = []

  function between (a: Site, b: Site): boolean {
    if (groups.size > 0 && groups.get(a) !== groups.get(b)) return true
    return held.size > 0 && (held.get(a)?.has(b) ?? false)
  }

  /** Lets go what nothing holds any more, in the order in which it came. */
  function flush (): void {
    const before = waiting
    waiting = []
    for (const each of before) {
      if (between(each.a, each.b)) waiting.push(each)
      else each.go()
    }
  }

  function set (a: Site, b: Site): void {
    const others = held.get(a) ?? new Set()
    others.add(b)
    held.set(a, others)
  }

  function unset (a: Site, b: Site): void {
    const others = held.get(a)
    others?.delete(b)
    if (others?.size === 0) held.delete(a)
  }

  return {
    between,
    holds (a, b, go) {
      if (!between(a, b)) return false
      waiting.push({ a, b, go })
      return true
    },
    hold (a, b) {
      set(a, b)
      set(b, a)
    },
    release (a, b) {
      unset(a, b)
      unset(b, a)
      flush()
    },
    partition (each) {
      groups = new Map(each.flatMap((sites, number) => sites.map(site => [site, number] as const)))
      flush()
    },
    heal () {
      groups = new Map()
      held.clear()
      flush()
    },
  }
}
