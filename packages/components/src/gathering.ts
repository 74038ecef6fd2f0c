/** Passes on at once what comes first, and together, later, what comes within `ms` of what was passed on last. */
export interface Gathering<Item> {
  add (items: readonly Item[]): void
  /** What waits is lost. */
  stop (): void
}

export function createGathering<Item> (ms: number, pass: (items: readonly Item[]) => void): Gathering<Item> {
  let waiting: Item[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush (): void {
    timer = undefined
    if (waiting.length === 0) return
    const items = waiting
    waiting = []
    timer = setTimeout(flush, ms)
    pass(items)
  }

  return {
    add: (items) => {
      waiting = waiting.concat(items)
      if (timer === undefined) flush()
    },
    stop: () => {
      clearTimeout(timer)
      timer = undefined
      waiting = []
    }
  }
}
