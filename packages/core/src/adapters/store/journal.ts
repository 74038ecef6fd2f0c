/**
 * The journal: two files, one of them current. Records are appended to the current one; when it has grown, what is
 * still true is written to the other, which becomes current by the header that is put in front of it last.
 *
 * A header names a generation and is written when everything behind it is flushed, so the file with the highest
 * generation is whole. Records that come together share one write, and those who wait for a flush share one flush.
 */
import { PasselError } from '../../errors.ts'
import { MIN_COMPACTION_BYTES } from '../../limits.ts'
import { concat } from '../../pure/bytes.ts'
import type { Disk, DiskFile } from './disk.ts'
import {
  decodeJournalHeader, encodeJournalHeader, encodeRecord, JOURNAL_HEADER_BYTES,
} from '../../pure/journal-record.ts'
import { decodeRecords } from '../../pure/replay.ts'
import type { JournalRecord } from '../../pure/journal-types.ts'

/** Where records become state, and nowhere else. */
export interface JournalState {
  /** Called in order, once for each record: on opening for those found, later for each that has been written. */
  apply (record: JournalRecord): void
  /** What is still true, as records; called between two `apply`. */
  summary (): Iterable<JournalRecord>
}

export interface Journal {
  /** Writes records, then applies them: they survive the process. Rejects with `disk-full`, having applied none. */
  append (...records: readonly JournalRecord[]): Promise<void>
  /** Like `append`; resolves when the records also survive the machine. */
  commit (...records: readonly JournalRecord[]): Promise<void>
  /** Resolves when everything appended survives the machine. */
  flush (): Promise<void>
  close (): Promise<void>
}

interface Waiting {
  readonly records: readonly JournalRecord[]
  readonly bytes: Uint8Array
  resolve (): void
  reject (error: unknown): void
}

/** Opens a home's journal, replays it into `state` and rewrites it. Rejects with `store-broken`, `disk-full`. */
export async function openJournal (disk: Disk, state: JournalState): Promise<Journal> {
  const files = [await disk.open('journal-a'), await disk.open('journal-b')] as const
  const contents = await Promise.all(files.map(readAll)) as [Uint8Array, Uint8Array]
  const generations = contents.map((content) => generationOf(content, contents)) as [number, number]
  let current: 0 | 1 = generations[1] > generations[0] ? 1 : 0
  let generation = generations[current]
  let end = generation === 0 ? 0 : decodeRecords(contents[current], JOURNAL_HEADER_BYTES, state.apply)
  /** What is behind `end` belongs to a write that failed, and must not turn up behind a later record. */
  let torn = end < contents[current].length
  /** Size after which the journal is rewritten. */
  let limit = MIN_COMPACTION_BYTES
  let broken: PasselError | undefined
  let working: Promise<void> | undefined
  let flushing: Promise<void> | undefined
  let nextFlush: Promise<void> | undefined
  const queue: Waiting[] = []

  async function rewrite (): Promise<void> {
    const [before, next] = current === 0 ? files : [files[1], files[0]]
    const bytes = concat(new Uint8Array(JOURNAL_HEADER_BYTES), ...Array.from(state.summary(), encodeRecord))
    await next.truncate(0)
    await next.write(0, bytes)
    await next.flush()
    await next.write(0, encodeJournalHeader(generation + 1))
    await next.flush()
    current = current === 0 ? 1 : 0
    generation++
    end = bytes.length
    torn = false
    limit = Math.max(MIN_COMPACTION_BYTES, 2 * end)
    // Two whole files exist for a moment only: were this one damaged later, the older must not pass for the truth.
    await before.truncate(0)
  }

  /** On a full disk the journal goes on growing where it is, and is rewritten when there is room. */
  async function rewriteOrGoOn (): Promise<void> {
    try {
      await rewrite()
    } catch (error) {
      if (generation === 0) throw error
      // What a killed process wrote may be in no more than a cache, and what is read counts as promised from now on.
      await files[current].flush()
      limit = end + MIN_COMPACTION_BYTES
    }
  }

  async function write (batch: readonly Waiting[]): Promise<void> {
    if (broken !== undefined) throw broken
    if (torn) await files[current].truncate(end)
    torn = true
    const bytes = concat(...batch.map((waiting) => waiting.bytes))
    await files[current].write(end, bytes)
    torn = false
    end += bytes.length
    for (const { records } of batch) records.forEach(state.apply)
  }

  async function work (): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0)
      try {
        await write(batch)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
      if (end > limit) await rewriteOrGoOn()
    }
    working = undefined
  }

  async function append (...records: readonly JournalRecord[]): Promise<void> {
    const bytes = concat(...records.map(encodeRecord))
    await new Promise<void>((resolve, reject) => {
      queue.push({ records, bytes, resolve, reject })
      working ??= work()
    })
  }

  async function flushNow (): Promise<void> {
    await flushing?.catch(() => undefined) // its own callers hear of it
    flushing = nextFlush
    nextFlush = undefined
    try {
      await files[current].flush()
    } catch (cause) {
      // What a failed flush left on the medium is unknown, and another one may succeed without having written it.
      const advice = 'the journal could not be flushed: check the disk, then open the home again'
      broken = new PasselError('store-broken', advice, { cause })
      throw broken
    }
  }

  /** A flush under way may have begun before our record was written; the next one covers it. */
  async function flush (): Promise<void> {
    if (broken !== undefined) throw broken
    nextFlush ??= flushNow()
    await nextFlush
  }

  await rewriteOrGoOn()
  return {
    append,
    commit: async (...records) => {
      await append(...records)
      await flush()
    },
    flush,
    close: async () => {
      await working
      await flush()
      await Promise.all(files.map((file) => file.close()))
    },
  }
}

async function readAll (file: DiskFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(await file.size())
  return bytes.subarray(0, await file.read(0, bytes))
}

/** A damaged header counts as none where the other file is whole: a crash while rewriting leaves exactly that. */
function generationOf (content: Uint8Array, all: readonly Uint8Array[]): number {
  try {
    return decodeJournalHeader(content)
  } catch (error) {
    const others = all.filter((other) => other !== content)
    if (others.some((other) => isWhole(other))) return 0
    throw error
  }
}

function isWhole (content: Uint8Array): boolean {
  try {
    return decodeJournalHeader(content) > 0
  } catch {
    return false
  }
}
