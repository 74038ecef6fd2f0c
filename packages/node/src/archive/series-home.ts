import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createSeries, formatSeriesKey, parseSeriesKey, type ArchiveMemory, type SeriesKey } from '@passel/core/archive'

/** The key in a file of its own, made when it is not there: whoever can read it publishes in the author's name. */
export async function seriesKeyOf (path: string): Promise<SeriesKey> {
  const text = await readIfThere(path)
  if (text !== undefined) return parseSeriesKey(text.toString('utf8'))
  const series = await createSeries()
  await mkdir(dirname(path), { recursive: true })
  await writeSafely(path, Buffer.from(`${formatSeriesKey(series)}\n`))
  return series
}

/** A publisher's state in a file of the home. */
export function fileMemory (home: string, series: SeriesKey): ArchiveMemory {
  const key = series.deeds.at(-1)?.key ?? series.root
  const path = join(home, 'archives', `${Buffer.from(key).toString('hex').slice(0, 32)}.state`)
  return {
    load: async () => {
      const bytes = await readIfThere(path)
      return bytes === undefined ? undefined : new Uint8Array(bytes)
    },
    save: async (state) => {
      await mkdir(dirname(path), { recursive: true })
      await writeSafely(path, state)
    }
  }
}

async function readIfThere (path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The old bytes or the new ones, whenever the machine stops; readable by its owner only. */
async function writeSafely (path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.new`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}
