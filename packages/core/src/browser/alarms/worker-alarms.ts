import type { SystemPort } from '../../ports.ts'

/** What the worker is told: ring after so many milliseconds, or (null) not at all. */
export interface AlarmOrder { readonly id: number, readonly ms: number | null }

/** A worker, as far as it is used here. */
export interface AlarmWorker {
  postMessage (order: AlarmOrder, transfer: Transferable[]): void
  addEventListener (type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

export interface AlarmPorts {
  /** Whether the page is hidden now. */
  isHidden (): boolean
  /** Calls back when the page becomes hidden. */
  onHidden (callback: () => void): void
  /** Called once, when the page is hidden for the first time. */
  startWorker (): AlarmWorker
  readonly alarm: SystemPort['alarm']
  nowMs (): number
}

/**
 * Alarms that ring in hidden pages too. While the page can be seen its own timers do, which cost less; once it is
 * hidden a worker waits as well, and whichever is first rings.
 */
export function createWorkerAlarms (ports: AlarmPorts): SystemPort['alarm'] {
  const { isHidden, onHidden, startWorker, alarm, nowMs } = ports
  const pending = new Map<number, { readonly dueMs: number, ring (): void }>()
  let worker: AlarmWorker | undefined
  let nextId = 1

  function give (id: number, dueMs: number): void {
    worker ??= listenTo(startWorker())
    worker.postMessage({ id, ms: Math.max(0, Math.ceil(dueMs - nowMs())) }, [])
  }

  function listenTo (started: AlarmWorker): AlarmWorker {
    started.addEventListener('message', ({ data }) => pending.get(data as number)?.ring())
    return started
  }

  onHidden(() => {
    for (const [id, { dueMs }] of pending) give(id, dueMs)
  })

  return (ms, callback) => {
    const id = nextId++
    const dueMs = nowMs() + ms
    const forget = (): void => {
      disarm()
      pending.delete(id)
    }
    const ring = (): void => {
      forget()
      callback()
    }
    const disarm = alarm(ms, ring)
    pending.set(id, { dueMs, ring })
    if (isHidden()) give(id, dueMs)
    return () => {
      if (!pending.has(id)) return
      forget()
      worker?.postMessage({ id, ms: null }, [])
    }
  }
}
