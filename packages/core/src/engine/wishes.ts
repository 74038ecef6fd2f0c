/** What a transfer's readers want first. The planner looks at one place: that of the reader who wished last. */
export interface Wishes {
  /** How one reader wishes for chunks; count 0 takes its wish back, and that of the reader before it counts again. */
  reader (): (first: number, count: number) => void
}

export function createWishes (tell: (first: number, count: number) => void): Wishes {
  /** Newest last. */
  const wishes = new Map<object, readonly [first: number, count: number]>()

  function newest (): readonly [object | undefined, number, number] {
    const [reader, [first, count]] = [...wishes].at(-1) ?? [undefined, [0, 0]]
    return [reader, first, count]
  }

  return {
    reader: () => {
      const self = {}
      return (first, count) => {
        const [before] = newest()
        wishes.delete(self)
        if (count > 0) wishes.set(self, [first, count])
        // An element that looks elsewhere closes its old reader after it opened the new one.
        else if (before !== self) return
        const [, nowFirst, nowCount] = newest()
        tell(nowFirst, nowCount)
      }
    }
  }
}
