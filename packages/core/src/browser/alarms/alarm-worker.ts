/** Entry of a worker that only waits: browsers slow down the timers of hidden pages, and not those of workers. */
import type { AlarmOrder } from './worker-alarms.ts'

const timers = new Map<number, ReturnType<typeof setTimeout>>()

addEventListener('message', ({ data }: MessageEvent<AlarmOrder>) => {
  const { id, ms } = data
  clearTimeout(timers.get(id))
  timers.delete(id)
  if (ms === null) return
  timers.set(id, setTimeout(() => {
    timers.delete(id)
    postMessage(id)
  }, ms))
})
