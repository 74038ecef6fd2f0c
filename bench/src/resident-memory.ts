/** Resident memory of a process, as the kernel tells it (Linux). */
import { readFile } from 'node:fs/promises'

/** Milliseconds between two looks: a burst of a few megabytes at 200 MB/s lasts longer. */
export const SAMPLE_INTERVAL_MS = 50

/** Resident bytes of a process now; undefined once it has ended. */
async function residentBytes(pid: number): Promise<number | undefined> {
  let status: string
  try {
    status = await readFile(`/proc/${pid}/status`, 'utf8')
  } catch {
    // The process has ended and taken its entry with it.
    return undefined
  }
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
}

/** One look at a process. */
export interface MemorySample {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly at: number
  readonly bytes: number
}

/** Looks at a process until stopped or until it ends; `stop` gives everything seen. */
export function sampleMemory(pid: number): { stop(): Promise<readonly MemorySample[]> } {
  const samples: MemorySample[] = []
  let stopped = false
  const loop = async (): Promise<void> => {
    while (!stopped) {
      const bytes = await residentBytes(pid)
      if (bytes === undefined) return
      samples.push({ at: performance.now(), bytes })
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_INTERVAL_MS))
    }
  }
  const looping = loop()
  return {
    async stop() {
      stopped = true
      await looping
      return samples
    },
  }
}

/** Largest growth over the last look before `from`; throws `RangeError` when there was none. */
export function growthSince(samples: readonly MemorySample[], from: number): number {
  const before = samples.filter((sample) => sample.at <= from).at(-1)
  if (before === undefined) throw new RangeError('no look at the process before it began')
  const after = samples.filter((sample) => sample.at > from).map((sample) => sample.bytes)
  return Math.max(0, ...after.map((bytes) => bytes - before.bytes))
}
