/** Where chunks lie: questions to a ledger, answered from pages and from what is sealed for the next ones. */
import { chunkCapacity } from '../../pure/chunk-layout.ts'
import { FIRST_PARITY } from '../../pure/parity-name.ts'
import { columnOf, parityRows, PLAIN_SCHEME, stripeOf, type Scheme } from '../../pure/stripes.ts'
import type { ChunkBits } from './chunk-bits.ts'
import type { Ledger } from './ledger.ts'
import type { PageRecord } from '../../pure/journal-types.ts'

/** Everything needed to seal a chunk again, besides its plain bytes. */
export interface ChunkPlace {
  readonly epoch: number
  readonly chunkBytes: number
  /** Of its first plain byte in the payload. */
  readonly plainOffset: number
  /** Undefined for the last chunk of a reader's newest page, until that chunk was opened once. */
  readonly plainBytes: number | undefined
}

/** The newest page that lists data chunks; parity pages follow after all of them. */
export function lastDataPage ({ pages }: Ledger): PageRecord | undefined {
  return pages.findLast((page) => page.kind === 'data')
}

/** How the payload is coded: page 0 says, and before there is one its author. */
export function schemeOf ({ created, pages }: Ledger): Scheme {
  const first = pages[0]
  if (first !== undefined) return first.scheme ?? PLAIN_SCHEME
  return created.type === 'send' ? created.scheme ?? PLAIN_SCHEME : PLAIN_SCHEME
}

/** Data chunks on pages. */
export function listedChunks (ledger: Ledger): number {
  const last = lastDataPage(ledger)
  return last === undefined ? 0 : last.first + last.count
}

/** Data chunks on pages or sealed for the next ones. */
export function sealedChunks (ledger: Ledger): number {
  const run = ledger.runs.at(-1)
  return run === undefined ? listedChunks(ledger) : run.first + run.count
}

/** Plain bytes inside everything sealed so far; an author's question. */
export function sealedPlainBytes (ledger: Ledger): number {
  const run = ledger.runs.at(-1)
  if (run !== undefined) return run.plainOffset + run.plainBytes
  const page = ledger.pages.at(-1)
  return page === undefined ? 0 : page.size ?? page.plainEnd ?? page.plainOffset ?? 0
}

/** Stripes whose parity is on pages. */
export function listedStripes (ledger: Ledger): number {
  const last = ledger.pages.at(-1)
  return last?.kind === 'parity' ? last.first + last.count / parityRows(schemeOf(ledger)) : 0
}

/** Where a chunk of a column that is kept lies: its file, its place there, and what is there of that column. */
export interface HeldPlace { readonly column: number, readonly stripe: number, readonly stripes: ChunkBits }

/** Undefined for a chunk of another column, or of none before page 0 tells the scheme. */
export function heldPlace (ledger: Ledger, chunk: number): HeldPlace | undefined {
  const { held, pages } = ledger
  if (held === undefined || pages.length === 0) return undefined
  const scheme = schemeOf(ledger)
  if (chunk >= FIRST_PARITY && parityRows(scheme) === 0) return undefined
  // Every column of copies is the whole payload: one of them is enough.
  const column = scheme.need === 1 ? held.keys().next().value : columnOf(chunk, scheme)
  const stripes = column === undefined ? undefined : held.get(column)
  return column === undefined || stripes === undefined
    ? undefined
    : { column, stripe: stripeOf(chunk, scheme), stripes }
}

/** Whether a chunk can be given as it is: parity that is made on demand does not count. */
export function isThere (ledger: Ledger, chunk: number): boolean {
  if (ledger.held === undefined) return chunk < FIRST_PARITY && ledger.have.has(chunk)
  const place = heldPlace(ledger, chunk)
  return place !== undefined && place.stripes.has(place.stripe)
}

/** Digest of a chunk that is listed, or sealed for the next pages; undefined for any other. */
export function digestOf (ledger: Ledger, chunk: number): Uint8Array | undefined {
  if (chunk < FIRST_PARITY) return chunk < sealedChunks(ledger) ? ledger.digests.get(chunk) : undefined
  const place = chunk - FIRST_PARITY
  const listed = ledger.parityStripes * parityRows(schemeOf(ledger))
  return place < listed ? ledger.parityDigests.get(place) : undefined
}

/** Bytes of a sealed chunk of this payload; undefined for a reader that has no page yet. */
export function chunkBytesOf ({ created, pages }: Ledger): number | undefined {
  return created.type === 'send' ? created.chunkBytes : pages[0]?.chunkBytes
}

/** True size of the payload, once its final page is known. */
export function payloadSize ({ pages }: Ledger): number | undefined {
  return pages.at(-1)?.size
}

/** Whether every chunk up to the final page is there. */
export function isComplete (ledger: Ledger): boolean {
  return ledger.pages.at(-1)?.final === true && ledger.have.count === listedChunks(ledger)
}

/** Place of a data chunk; undefined for one that is neither listed nor sealed. */
export function placeOf (ledger: Ledger, chunk: number): ChunkPlace | undefined {
  return listedPlace(ledger, chunk) ?? sealedPlace(ledger, chunk)
}

function listedPlace (ledger: Ledger, chunk: number): ChunkPlace | undefined {
  const { pages, known } = ledger
  const index = pageIndexOf(ledger, chunk)
  const page = index === undefined ? undefined : pages[index]
  if (index === undefined || page?.plainOffset === undefined) return undefined
  const capacity = chunkCapacity(page.chunkBytes)
  const plainOffset = page.plainOffset + (chunk - page.first) * capacity
  const { epoch, chunkBytes } = page
  if (chunk < page.first + page.count - 1) return { epoch, chunkBytes, plainOffset, plainBytes: capacity }
  const end = pages[index + 1]?.plainOffset ?? page.size ?? page.plainEnd
  const plainBytes = end !== undefined ? end - plainOffset : known?.chunk === chunk ? known.plainBytes : undefined
  return { epoch, chunkBytes, plainOffset, plainBytes }
}

function sealedPlace ({ runs, created }: Ledger, chunk: number): ChunkPlace | undefined {
  const run = runs.find(({ first, count }) => chunk >= first && chunk < first + count)
  if (run === undefined || created.type !== 'send') return undefined
  const { chunkBytes } = created
  const capacity = chunkCapacity(chunkBytes)
  const before = (chunk - run.first) * capacity
  return {
    epoch: run.epoch,
    chunkBytes,
    plainOffset: run.plainOffset + before,
    plainBytes: Math.min(capacity, run.plainBytes - before),
  }
}

/** Index of the page that lists a data chunk, by halving: a payload has up to 4096 pages. */
function pageIndexOf ({ pages }: Ledger, chunk: number): number | undefined {
  let low = 0
  let high = pages.length
  while (low < high) {
    const middle = low + high >> 1
    const page = pages[middle] as PageRecord
    if (page.kind === 'data' && chunk >= page.first + page.count) low = middle + 1
    else high = middle
  }
  const page = pages[low]
  if (page === undefined || page.kind !== 'data') return undefined
  return chunk >= page.first && chunk < page.first + page.count ? low : undefined
}

/** The first chunk whose plain bytes go beyond `offset`, and the place of it; undefined where nothing is known. */
export function chunkAt (ledger: Ledger, offset: number): number | undefined {
  let low = 0
  let high = sealedChunks(ledger)
  while (low < high) {
    const middle = low + high >> 1
    const place = placeOf(ledger, middle)
    if (place === undefined) return undefined
    if (place.plainOffset <= offset) low = middle + 1
    else high = middle
  }
  const place = low === 0 ? undefined : placeOf(ledger, low - 1)
  if (place === undefined) return undefined
  const end = place.plainOffset + (place.plainBytes ?? chunkCapacity(place.chunkBytes))
  return offset < end ? low - 1 : undefined
}
