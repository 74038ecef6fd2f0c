import { join } from 'node:path'
import type { Wish } from '@passel/core/archive'
import { inDirectory } from '../directory.ts'
import type { BenchContext, Measure } from '../measure.ts'
import { growthSince, sampleMemory, SAMPLE_INTERVAL_MS } from '../resident-memory.ts'
import { allStopped } from '../sides/all-stopped.ts'
import { startSubject, type Subject } from '../subject.ts'
import type { AuthorOptions, AuthorReady, PublishAnswer, PublishRequest } from '../subjects/archive-author.ts'
import type { RestoreAnswer, RestoreRequest } from '../subjects/archive-reader.ts'
import { series } from './series.ts'

const PUBLISH_TIME = 'time onto a million / onto none'
const PUBLISH_BYTES = 'bytes onto a million / onto none'
const LAST_DAY = 'last day: bytes fetched / bytes of its bundle'
const MISSING = '50 missing: bytes of bundles fetched / of those that hold them'
const FIRST_PAGE = 'first page of a million (ms)'
const RATE = 'messages restored a second (/s)'
const GROWTH = 'growth of the reader (MB)'
const ANNOUNCEMENT = 'announcement (B)'

const DAYS = 365
const PER_DAY = 2_740
const NEW_MESSAGES = 1_000
/** A year is published in one go, and all of it restored. */
const YEAR_TIMEOUT_MS = 1_800_000

type Author = Subject<AuthorReady, PublishRequest, PublishAnswer>

function startAuthor(home: string, days: number, perDay: number): Promise<Author> {
  const options: AuthorOptions = { home, days, perDay }
  return startSubject('archive-author', options, YEAR_TIMEOUT_MS)
}

interface Restored extends RestoreAnswer { readonly growth: number }

/** One newcomer with an empty home. */
function restore(context: BenchContext, text: string, wish: Wish): Promise<Restored> {
  return inDirectory(context, `reader-${Math.random()}`, (home) =>
    allStopped(async ({ keep }) => {
      const reader = keep(await startSubject<null, RestoreRequest, RestoreAnswer>('archive-reader', { home }))
      const memory = sampleMemory(reader.pid)
      await new Promise((resolve) => setTimeout(resolve, 2 * SAMPLE_INTERVAL_MS))
      const before = performance.now()
      const answer = await reader.ask({ series: text, wish }, YEAR_TIMEOUT_MS)
      if (answer.troubles > 0) throw new Error(`${answer.troubles} parts of the archive could not be restored`)
      return { ...answer, growth: growthSince(await memory.stop(), before) / 1e6 }
    }),
  )
}

export const archiveYear: Measure = {
  name: 'archive-year',
  title: 'An archive of a year: a million messages in 365 bundles',
  reference: 'the same publication onto nothing; the bytes of the bundles that hold what is wanted',
  targets: [
    { figure: PUBLISH_TIME, atMost: 1.2 },
    { figure: PUBLISH_BYTES, atMost: 1.2 },
    { figure: LAST_DAY, atMost: 1.1 },
    { figure: MISSING, atMost: 1.05 },
    { figure: 'messages restored a second', atLeast: 20_000 },
    { figure: 'growth of the reader', atMost: 150 },
    { figure: 'first page of a million', atMost: 1_000 },
    { figure: 'announcement', atMost: 1_500 },
  ],
  run: (context) =>
    allStopped(async ({ keep }) => {
      const days = context.quick ? 20 : DAYS
      const perDay = context.size(PER_DAY)
      const values = new Map<string, number[]>()
      const note = (name: string, value: number): void => {
        values.set(name, [...(values.get(name) ?? []), value])
        context.log(`  ${name}  ${value.toPrecision(4)}`)
      }
      const author = keep(await startAuthor(join(context.scratch, 'year'), days, perDay))
      const { ids, idDays, newestFromMs, newestToMs } = author.ready
      for (let round = 0; round < context.runs; round += 1) {
        const onto = await author.ask({ messages: NEW_MESSAGES })
        const none = await inDirectory(context, `none-${round}`, (home) =>
          allStopped(async (started) => (started.keep(await startAuthor(home, 0, 0))).ask({ messages: NEW_MESSAGES })),
        )
        note(PUBLISH_TIME, onto.seconds / none.seconds)
        note(PUBLISH_BYTES, onto.bytes / none.bytes)
        note(ANNOUNCEMENT, onto.announcementBytes)

        const lastDay = await restore(context, onto.series, { want: 'span', fromMs: newestFromMs, toMs: newestToMs })
        if (lastDay.messages !== perDay) throw new Error(`${lastDay.messages} messages of the last day`)
        note(LAST_DAY, lastDay.bytesIn / (lastDay.bundleBytes[days - 1] ?? NaN))

        const missing = await restore(context, onto.series, { want: 'ids', ids: [...ids] })
        if (missing.messages !== ids.length) throw new Error(`${missing.messages} of ${ids.length} missing messages`)
        const holding = idDays.reduce((sum, day) => sum + (missing.bundleBytes[day] ?? NaN), 0)
        note(MISSING, missing.bundlesRead / holding)

        const all = await restore(context, onto.series, { want: 'all' })
        if (all.messages !== days * perDay + (round + 1) * NEW_MESSAGES) throw new Error(`${all.messages} restored`)
        note(RATE, all.messages / all.seconds)
        note(GROWTH, all.growth)
        note(FIRST_PAGE, all.firstPageMs)
      }
      return {
        sides: [],
        figures: [...values].map(([name, found]) => series(name, found)),
        notes: [
          `${days} days of ${perDay} messages; author and newcomers over TCP, each newcomer with an empty home`,
          'bytes fetched hold the newest part of the index and the sealing; those of bundles are their compressed size',
        ],
      }
    }),
}
