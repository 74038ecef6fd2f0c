/** What a person would feel of a page's main thread: tasks that hold it up, and frames that are not drawn. */

/** Milliseconds between two looks at how late a timer is: browsers give no less. */
const PROBE_MS = 4
/** What a browser reports of its own accord; of shorter tasks only the lateness of timers tells. */
const LONG_TASK_MS = 50

/** Frames that were drawn while it was looked at, and the longest time that a task held the thread. */
export interface Watched {
  readonly seconds: number
  readonly frames: number
  readonly longestTaskMs: number
}

let stop: (() => Watched) | undefined

/** Begins to look at the page's main thread. */
export function startWatch(): void {
  const startedAt = performance.now()
  let frames = 0
  let longest = 0
  let latest = 0
  let ended = false
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
  })
  observer.observe({ entryTypes: ['longtask'] })
  const probe = (armedAt: number): void => {
    if (ended) return
    const now = performance.now()
    latest = Math.max(latest, now - armedAt - PROBE_MS)
    setTimeout(probe, PROBE_MS, now)
  }
  setTimeout(probe, PROBE_MS, performance.now())
  const frame = (): void => {
    frames += 1
    if (!ended) requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  stop = () => {
    ended = true
    for (const { duration } of observer.takeRecords()) longest = Math.max(longest, duration)
    observer.disconnect()
    const seconds = (performance.now() - startedAt) / 1000
    return { seconds, frames, longestTaskMs: longest > 0 ? longest : Math.min(latest, LONG_TASK_MS) }
  }
}

/** Ends it and tells what was seen. */
export function stopWatch(): Watched {
  if (stop === undefined) throw new Error('nothing is being watched')
  return stop()
}
