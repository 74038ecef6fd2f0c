/** Two worker processes that share the seeds of a sweep. */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Played } from '../scenarios/play.ts'
import type { Request } from '../scenarios/scenario.ts'

export interface Job {
  readonly scenario: string
  readonly request: Request
  readonly lanes?: boolean
  /** Which of the workers must play it, so that a second time is in another process. */
  readonly worker?: number
}

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** Processes; a small machine has two cores. */
const WORKERS = 2

/** Plays every job and resolves to their results in the same order; `played` hears of each as it ends. */
export async function playAll (jobs: readonly Job[], played: (job: Job, result: Played) => void): Promise<Played[]> {
  const results: Played[] = []
  const waiting = jobs.map((job, index) => ({ job, index }))
  const lanes = Array.from({ length: Math.min(WORKERS, jobs.length) }, async (_, number) => {
    const worker = fork(WORKER, { execArgv: process.execArgv })
    try {
      for (;;) {
        const next = waiting.findIndex(({ job }) => job.worker === undefined || job.worker === number)
        if (next < 0) return
        const [{ job, index }] = waiting.splice(next, 1) as [{ job: Job, index: number }]
        const result = await answer(worker, job)
        results[index] = result
        played(job, result)
      }
    } finally {
      worker.disconnect()
    }
  })
  await Promise.all(lanes)
  return results
}

function answer (worker: ChildProcess, job: Job): Promise<Played> {
  return new Promise((resolve, reject) => {
    const end = (code: number | null, signal: string | null): void => {
      reject(new Error(`a worker ended with ${signal ?? code} in ${job.scenario}, seed ${job.request.seed}`))
    }
    worker.once('exit', end)
    worker.once('message', result => {
      worker.off('exit', end)
      resolve(result as Played)
    })
    worker.send(job)
  })
}
