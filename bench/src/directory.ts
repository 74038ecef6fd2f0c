import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchContext } from './measure.ts'

/** Runs in a directory of the measure's scratch that is gone afterwards, so that gigabytes do not pile up. */
export async function inDirectory<T>(
  context: BenchContext,
  name: string,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = join(context.scratch, name)
  await mkdir(directory)
  try {
    return await use(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
