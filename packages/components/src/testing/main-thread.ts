import { cdp } from 'vitest/browser'

interface Session { send (method: string, params?: object): Promise<{ metrics: { name: string, value: number }[] }> }

export interface Work {
  /** Milliseconds of processor time: a busy machine has longer waits, not more work. */
  readonly scriptMs: number
  readonly layoutMs: number
  /** Of the page's main thread in all: scripts, styles, layout, painting. */
  readonly allMs: number
  readonly frames: number
}

/** What the main thread had to do for something, without what it does anyhow. */
export async function workOf (act: () => Promise<void>): Promise<Work> {
  const session = cdp() as Session
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const read = async (): Promise<Map<string, number>> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return new Map(metrics.map(({ name, value }) => [name, value * 1_000]))
  }
  const before = await read()
  let frames = 0
  let counting = true
  const count = (): void => {
    frames++
    if (counting) requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
  await act()
  counting = false
  const after = await read()
  const spent = (name: string): number => (after.get(name) ?? NaN) - (before.get(name) ?? NaN)
  return {
    scriptMs: spent('ScriptDuration'),
    layoutMs: spent('LayoutDuration') + spent('RecalcStyleDuration'),
    allMs: spent('TaskDuration'),
    frames
  }
}
