import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputFile } from './input-file.ts'
import type { BenchContext } from './measure.ts'

const QUICK_DIVISOR = 16

/** Gives a measure its scratch directory and takes it away again, whatever happened. */
export async function withContext<T>(
  options: { readonly runs: number; readonly quick: boolean },
  use: (context: BenchContext) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'passel-bench-'))
  // An interrupted measure may have left gigabytes there.
  const sweep = (): void => rmSync(scratch, { recursive: true, force: true })
  process.once('exit', sweep)
  try {
    return await use({
      runs: options.runs,
      quick: options.quick,
      scratch,
      size: (bytes) => (options.quick ? Math.ceil(bytes / QUICK_DIVISOR) : bytes),
      inputFile: (bytes) => inputFile(scratch, bytes),
      log: (line) => process.stderr.write(`${line}\n`),
    })
  } finally {
    process.off('exit', sweep)
    await rm(scratch, { recursive: true, force: true })
  }
}
