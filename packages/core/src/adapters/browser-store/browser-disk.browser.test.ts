import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DiskReport, DiskTask } from '../../testing/browser/disk-worker.ts'
import { diskContract } from '../../testing/disk.contract.ts'

let worker: Worker

beforeAll(() => {
  worker = new Worker(new URL('../../testing/browser/disk-worker.ts', import.meta.url), { type: 'module' })
})

afterAll(() => worker.terminate())

async function runInWorker (task: DiskTask): Promise<DiskReport> {
  return await new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<DiskReport>) => resolve(data), { once: true })
    worker.addEventListener('error', (event) => reject(new Error(event.message)), { once: true })
    worker.postMessage(task, [])
  })
}

describe.each(['opfs', 'indexeddb', 'lock file'] as const)('a disk of a browser (%s)', (kind) => {
  test.each(diskContract.map(({ title }) => title))('%s', async (title) => {
    expect(await runInWorker({ kind, title })).toEqual({ title })
  })
})
