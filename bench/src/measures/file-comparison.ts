import type { LinkShape } from '../delay-line.ts'
import { interleave, type Side } from '../interleave.ts'
import type { BenchContext, Outcome } from '../measure.ts'
import { MIB } from '../sizes.ts'
import { passelTransfer } from '../sides/passel-transfer.ts'
import { pairedRatios, strongest } from '../statistics.ts'
import { series } from './series.ts'

/** Bytes of the file that speeds are measured with. */
export const FILE_BYTES = 256 * MIB

/** The figure that file-to-file targets judge. */
export const RATIO = 'Passel / reference'

const SINCE_SEND = 'Passel, counted from send() (MB/s)'

/** Passel's file to file against references, and against the best of them in each round. */
export async function compareFiles(
  context: BenchContext,
  references: readonly Side[],
  options: { readonly shape?: LinkShape; readonly beside?: readonly Side[]; readonly bytes?: number } = {},
): Promise<Outcome> {
  const bytes = context.size(options.bytes ?? FILE_BYTES)
  const sinceSend: number[] = []
  const ours = passelTransfer(context, bytes, sinceSend, options.shape)
  const sides = [ours, ...references, ...(options.beside ?? [])]
  const [own = [], ...others] = await interleave(context, sides)
  const best = strongest(others.slice(0, references.length))
  const measured = sides.map((side, index) => series(side.name, [own, ...others][index] ?? []))
  return {
    sides: [...measured, series(SINCE_SEND, sinceSend)],
    figures: [
      { name: RATIO, unit: '', values: pairedRatios(own, best) },
      { name: 'counted from send()', unit: '', values: pairedRatios(sinceSend, best) },
    ],
    notes: [`a file of ${bytes / MIB} MiB; rates run from the first bytes to the verified file, in millions of bytes`],
  }
}
