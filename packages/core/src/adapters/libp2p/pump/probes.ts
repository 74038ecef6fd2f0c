import type { ChanNo, ChunkNo } from '../../../ids.ts'
import { MAX_PROBE_BYTES, MAX_PROBES, PROBE_TIMEOUT_MS } from '../../../limits.ts'
import type { SystemPort } from '../../../ports.ts'
import { Assembly } from '../../../pure/assembly.ts'
import type { Channel } from './channel.ts'

/** A slice that is being read back. */
interface Probe {
  /** Sends the request. */
  readonly ask: () => void
  asked: boolean
  readonly chunk: ChunkNo
  readonly offset: number
  readonly bytes: Uint8Array
  readonly assembly: Assembly
  readonly end: (bytes: Uint8Array | undefined) => void
}

/**
 * Slices that are read back from holders, to see whether they have what they say. They are collected beside the chunks
 * on their way in, which know nothing of them: who has a whole payload expects none. Of one chunk one slice is asked
 * for after the other: who gives keeps one request for each chunk, the last.
 */
export interface Probes {
  /** Waits for a part of a chunk; `ask` sends the request. */
  start (
    channel: Channel, chunk: ChunkNo, offset: number, length: number, ask: () => void
  ): Promise<Uint8Array | undefined>
  /** Whether a slice that begins at `offset` answers a probe. */
  wants (chan: ChanNo, chunk: ChunkNo, offset: number): boolean
  take (chan: ChanNo, chunk: ChunkNo, offset: number, bytes: Uint8Array): void
  /** The other side says that it has none of these. */
  refused (chan: ChanNo, chunks: readonly ChunkNo[]): void
  /** A channel is closed. */
  drop (chan: ChanNo): void
}

export function createProbes (system: SystemPort): Probes {
  const channels = new Map<ChanNo, Set<Probe>>()

  const matching = (chan: ChanNo, chunk: ChunkNo, offset: number): Probe[] => [...channels.get(chan) ?? []]
    .filter((probe) => probe.asked && probe.chunk === chunk)
    .filter((probe) => offset >= probe.offset && offset < probe.offset + probe.bytes.length)

  function askNext (probes: Set<Probe>, chunk: ChunkNo): void {
    const ofChunk = [...probes].filter((probe) => probe.chunk === chunk)
    const [next] = ofChunk
    if (next === undefined || ofChunk.some(({ asked }) => asked)) return
    next.asked = true
    next.ask()
  }

  function endAll (chan: ChanNo, which: (probe: Probe) => boolean): void {
    for (const probe of [...channels.get(chan) ?? []].filter(which)) probe.end(undefined)
  }

  return {
    start ({ chan }, chunk, offset, length, ask) {
      const probes = channels.get(chan) ?? new Set()
      if (probes.size >= MAX_PROBES || length < 1 || length > MAX_PROBE_BYTES) return Promise.resolve(undefined)
      channels.set(chan, probes)
      return new Promise((resolve) => {
        const end = (bytes: Uint8Array | undefined): void => {
          cancel()
          probes.delete(probe)
          if (probes.size === 0) channels.delete(chan)
          else if (bytes !== undefined) askNext(probes, chunk)
          resolve(bytes)
        }
        const probe: Probe = {
          ask, asked: false, chunk, offset, bytes: new Uint8Array(length), assembly: new Assembly(length), end,
        }
        const cancel = system.alarm(PROBE_TIMEOUT_MS, () => end(undefined))
        probes.add(probe)
        askNext(probes, chunk)
      })
    },
    wants: (chan, chunk, offset) => channels.size > 0 && matching(chan, chunk, offset).length > 0,
    take (chan, chunk, offset, bytes) {
      for (const probe of matching(chan, chunk, offset)) {
        const { skip, take, at } = probe.assembly.accept(offset - probe.offset, bytes.length)
        probe.bytes.set(bytes.subarray(skip, skip + take), at)
        if (probe.assembly.complete) probe.end(probe.bytes)
      }
    },
    refused: (chan, chunks) => endAll(chan, ({ chunk }) => chunks.includes(chunk)),
    drop: (chan) => endAll(chan, () => true),
  }
}
