/**
 * A reader's checkpoints. `kept` records say what was written, unflushed, and survive the process; a checkpoint flushes
 * the target and the pages and then says what survives the machine. After a crash only what lies between the two is
 * checked again.
 */
import { CHECKPOINT_CHUNKS, CHECKPOINT_MS } from '../../limits.ts'
import type { OpenTransfer, StoreContext } from './open-transfer.ts'
import type { Run } from '../../pure/journal-types.ts'

/** Sees to a checkpoint: at once when enough was kept, otherwise before long. Nobody waits for it. */
export function scheduleCheckpoint (context: StoreContext, transfer: OpenTransfer): void {
  const { ledger: { unflushed }, reader } = transfer
  if (reader.checkpointing || reader.flushFailure !== undefined || unflushed.size === 0) return
  if (unflushed.size >= CHECKPOINT_CHUNKS) begin(context, transfer)
  else reader.cancelAlarm ??= context.clock.alarm(CHECKPOINT_MS, () => begin(context, transfer))
}

function begin (context: StoreContext, transfer: OpenTransfer): void {
  const { reader, gate } = transfer
  reader.cancelAlarm?.()
  reader.cancelAlarm = undefined
  reader.checkpointing = true
  gate.pass(() => checkpoint(context, transfer)).then(() => {
    reader.checkpointing = false
    scheduleCheckpoint(context, transfer)
  }, () => {
    // The transfer was closed, or the disk is full: then another try comes with the next chunk.
    reader.checkpointing = false
  })
}

/** Makes everything kept so far durable. Rejects with `disk-full` or `io`; what was kept stays to be checked again. */
export async function checkpoint (context: StoreContext, transfer: OpenTransfer): Promise<void> {
  const { ledger, reader } = transfer
  const chunks = [...ledger.unflushed]
  await flushKept(transfer)
  if (chunks.length > 0) {
    await context.journal.append({ swarm: ledger.swarm, record: { type: 'checkpoint', runs: runsOf(chunks) } })
  }
  await context.journal.flush()
  reader.cancelAlarm?.()
  reader.cancelAlarm = undefined
}

async function flushKept ({ ledger, reader, target, pageFile, columns }: OpenTransfer): Promise<void> {
  // After a failed flush the next one may succeed without having written what the first one lost.
  if (reader.flushFailure !== undefined) throw reader.flushFailure
  try {
    if (reader.pagesUnflushed) {
      reader.pagesUnflushed = false
      await (await pageFile.get()).flush()
    }
    if (ledger.unflushed.size === 0) return
    if (ledger.held === undefined) await (await target.get()).flush()
    else await columns.flush()
  } catch (error) {
    reader.flushFailure = error
    throw error
  }
}

/** Ascending runs of chunk numbers. */
function runsOf (chunks: readonly number[]): Run[] {
  const runs: { first: number, count: number }[] = []
  for (const chunk of [...chunks].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last !== undefined && chunk === last.first + last.count) last.count++
    else runs.push({ first: chunk, count: 1 })
  }
  return runs
}
