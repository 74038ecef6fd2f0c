/** One publication: payloads first, then the signed state on disk; only then may anybody hear of it. */
import type { Engine } from '../engine/engine.ts'
import { MAX_RETIRED, RETIRED_FOR_MS } from '../limits.ts'
import type { AuthorKeys, SystemPort } from '../ports.ts'
import type { Reference } from '../pure/reference.ts'
import type { WrittenBundle } from './adapters/write-bundle.ts'
import { dropPayload, sendBytes, type PayloadOptions } from './payloads.ts'
import { encodeAnnouncement, joinAnnouncement } from './pure/announcement.ts'
import type { BundleEntry } from './pure/entry.ts'
import { encodePack, encodePart } from './pure/index-part.ts'
import {
  EMPTY_INDEX, filtersToPack, isFull, listBundle, nextPart, packFilters, type IndexState
} from './pure/index-state.ts'
import { encodeState, type Retired, type SavedState } from './pure/saved-state.ts'
import { announcementMessage } from './pure/series.ts'
import type { SeriesKey } from './series-key.ts'

/** Where a publisher keeps its state: some kilobytes, replaced as a whole. */
export interface ArchiveMemory {
  load (): Promise<Uint8Array | undefined>
  /** Resolves once a crash cannot lose it. */
  save (state: Uint8Array): Promise<void>
}

export interface PublishContext {
  readonly engine: Engine
  readonly system: SystemPort
  readonly series: SeriesKey
  readonly signer: AuthorKeys
  readonly memory: ArchiveMemory
  readonly payloads: PayloadOptions
}

/** Sends a bundle, lists it (instead of those at `places`) and signs what is announced of it. */
export async function publishBundle (
  context: PublishContext, before: SavedState | undefined, written: WrittenBundle, places: readonly number[]
): Promise<SavedState> {
  const { engine, system, memory, payloads } = context
  const { bytes, plainBytes, count, fromMs, toMs, filter } = written
  const reference = await sendBytes(engine, bytes, payloads)
  const entry: BundleEntry = { reference, bytes: bytes.length, plainBytes, count, fromMs, toMs }
  const gone = places.flatMap((place) => before?.index.part.bundles[place]?.reference ?? [])
  const open = before === undefined ? EMPTY_INDEX : before.index
  const closes = before !== undefined && places.length === 0 && isFull(open)
  let index = listBundle(closes ? nextPart(open, before.part) : open, entry, filter, places)
  const filters = filtersToPack(index)
  if (filters !== undefined) index = packFilters(index, await sendBytes(engine, encodePack(filters), payloads))
  const part = await sendBytes(engine, encodePart(index.part), payloads)

  const nowMs = system.now().wall
  const old = [...gone, ...before === undefined || closes ? [] : [before.part]]
  const retired = [...before?.retired ?? [], ...old.map((it): Retired => ({ reference: it, atMs: nowMs }))]
  const sequence = (before?.sequence ?? 0) + 1
  const announcement = await announce(context, index, part, sequence)
  const state: SavedState = { index, part, sequence, announcement, retired: retired.slice(-MAX_RETIRED) }
  await memory.save(encodeState(state))
  for (const { reference: over } of retired.slice(0, -MAX_RETIRED)) await dropPayload(engine, over)
  return state
}

/** Signs what is to be said of an index. */
async function announce (
  { series, signer, system }: PublishContext, index: IndexState, part: Reference, sequence: number
): Promise<Uint8Array> {
  const { number, bundles, before } = index.part
  const body = encodeAnnouncement({
    root: series.root,
    deeds: series.deeds,
    secret: series.secret,
    sequence,
    atMs: system.now().wall,
    part: { reference: part, number },
    bundles: index.bundles,
    count: index.count,
    newest: [...bundles].reverse(),
    ...(before === undefined ? {} : { unlistedToMs: before.toMs })
  })
  return joinAnnouncement(body, await signer.sign(announcementMessage(body)))
}

/** Stops giving what nobody should look for any more. */
export async function dropRetired (context: PublishContext, state: SavedState): Promise<SavedState> {
  const until = context.system.now().wall - RETIRED_FOR_MS
  const over = state.retired.filter(({ atMs }) => atMs <= until)
  if (over.length === 0) return state
  for (const { reference } of over) await dropPayload(context.engine, reference)
  const kept = { ...state, retired: state.retired.filter(({ atMs }) => atMs > until) }
  await context.memory.save(encodeState(kept))
  return kept
}
