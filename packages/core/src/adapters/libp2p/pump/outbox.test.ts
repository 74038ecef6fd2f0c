import { describe, expect, test } from 'vitest'
import { chunkNo, type ChunkNo } from '../../../ids.ts'
import {
  CHUNK_BYTES, DRAIN_TIMEOUT_MS, MAX_QUEUED_CONTROL_BYTES, QUICK_DRAIN_MS, QUICK_SLICES, SLICE_BYTES,
} from '../../../limits.ts'
import type { SendOutcome, SystemPort } from '../../../ports.ts'
import { concat } from '../../../pure/bytes.ts'
import { decodeFrames } from '../../../pure/frame-codec.ts'
import { createSystem } from '../../system/system.ts'
import { createOutbox } from './outbox.ts'

const chunk = (fill: number, length = CHUNK_BYTES): Uint8Array => new Uint8Array(length).fill(fill)

/** An outbox on a wire that takes `room` writes and is then full. */
function outbox (room: number) {
  const writes: Uint8Array[] = []
  const buffers = new Set<ArrayBufferLike>()
  const outs: [number, ChunkNo, number, SendOutcome][] = []
  let nowMs = 0
  let alarm: { readonly atMs: number, readonly ring: () => void } | undefined
  let stalls = 0
  const system: SystemPort = {
    ...createSystem(),
    now: () => ({ mono: nowMs, wall: 0 }),
    alarm (ms, ring) {
      alarm = { atMs: nowMs + ms, ring }
      return () => { alarm = undefined }
    },
  }
  const wire = {
    send (parts: readonly Uint8Array[]): boolean {
      writes.push(concat(...parts))
      for (const { buffer } of parts) buffers.add(buffer)
      return --room > 0
    },
    close () { throw new Error('not the outbox\'s to do') },
    abort () { throw new Error('not the outbox\'s to do') },
  }
  const box = createOutbox({
    wire,
    system,
    sliceBytes: SLICE_BYTES,
    quickSlices: QUICK_SLICES,
    out: (...out) => { outs.push(out) },
    stalled: () => { stalls++ },
  })
  return {
    box,
    writes,
    /** What the wire was given, itself. */
    buffers,
    outs,
    stalls: () => stalls,
    frames: () => decodeFrames(concat(...writes)),
    /** The wire was full for so long, and takes so many writes now. */
    drain (writesMore: number, fullMs = QUICK_DRAIN_MS + 1) {
      nowMs += fullMs
      room = writesMore
      box.drained()
    },
    pass (ms: number) {
      nowMs += ms
      while (alarm !== undefined && alarm.atMs <= nowMs) {
        const { ring } = alarm
        alarm = undefined
        ring()
      }
    },
  }
}

describe('the outbox', () => {
  test('writes no more once the wire is full, and goes on when it drained', () => {
    const it = outbox(1)
    it.box.chunk(1, chunkNo(0), 0, chunk(0))
    expect(it.writes).toHaveLength(1)
    it.drain(2)
    expect(it.writes).toHaveLength(3)
    expect(it.outs).toEqual([])
    it.drain(Infinity)
    expect(it.outs).toEqual([[1, 0, CHUNK_BYTES, 'sent']])
  })

  test('fills its writes: what is left over of a chunk goes with the beginning of the next', () => {
    const it = outbox(1)
    for (let i = 0; i < 10; i++) it.box.chunk(1, chunkNo(i), 0, chunk(i))
    it.drain(Infinity)
    expect(it.writes).toHaveLength(Math.ceil(10 * CHUNK_BYTES / SLICE_BYTES))
    expect(Math.max(...it.writes.map(({ length }) => length))).toBeLessThan(SLICE_BYTES + 100)
    for (let i = 0; i < 10; i++) {
      const slices = it.frames().filter(({ frame }) => frame.type === 'data' && frame.chunk === i)
      expect(concat(...slices.map(({ tail }) => tail))).toEqual(chunk(i))
    }
  })

  test('writes several slices at once while the wire is quick, and one when it was slow', () => {
    const it = outbox(1)
    for (let i = 0; i < 10; i++) it.box.chunk(1, chunkNo(i), 0, chunk(i))
    it.drain(1, QUICK_DRAIN_MS)
    it.drain(1, QUICK_DRAIN_MS + 1)
    it.drain(1, 0)
    const slices = it.writes.map((write) => Math.floor(write.length / SLICE_BYTES))
    expect(slices).toEqual([1, QUICK_SLICES, 1, QUICK_SLICES])
    expect(Math.max(...it.frames().map(({ tail }) => tail.length))).toBe(SLICE_BYTES)
  })

  test('gives the wire copies: what was sent is its giver\'s again', () => {
    const it = outbox(Infinity)
    const bytes = chunk(5, 100)
    it.box.chunk(1, chunkNo(0), 0, bytes)
    expect(it.outs).toEqual([[1, 0, 100, 'sent']])
    expect(it.buffers.has(bytes.buffer)).toBe(false)
  })

  test('lets control frames pass everything that waits', () => {
    const it = outbox(1)
    it.box.chunk(1, chunkNo(0), 0, chunk(0))
    it.box.frame(1, { type: 'ping', token: 7 })
    it.drain(Infinity)
    expect(it.frames().map(({ frame }) => frame.type)).toEqual(['data', 'ping', 'data', 'data', 'data', 'data'])
  })

  test('gives channels turns, whatever the length of their queues', () => {
    const it = outbox(1)
    for (let i = 0; i < 4; i++) it.box.chunk(1, chunkNo(i), 0, chunk(i))
    it.box.chunk(3, chunkNo(9), 0, chunk(9))
    it.drain(Infinity)
    expect(it.outs.map(([channel]) => channel)).toEqual([1, 3, 1, 1, 1])
  })

  test('aborts what waits and what has begun, and says how much of it went', () => {
    const it = outbox(1)
    it.box.chunk(1, chunkNo(0), 0, chunk(0))
    it.box.chunk(1, chunkNo(1), 0, chunk(1))
    it.box.abort(1, chunkNo(0))
    it.box.abort(1, chunkNo(1))
    it.box.abort(1, chunkNo(2))
    expect(it.outs).toEqual([[1, 0, SLICE_BYTES, 'aborted'], [1, 1, 0, 'aborted']])
    it.drain(Infinity)
    expect(it.writes).toHaveLength(1)
  })

  test('says of every chunk that it did not leave when the wire ends', () => {
    const it = outbox(1)
    it.box.chunk(1, chunkNo(0), 0, chunk(0))
    it.box.chunk(3, chunkNo(1), 0, chunk(1))
    it.box.close()
    it.box.chunk(3, chunkNo(2), 0, chunk(2))
    it.drain(Infinity)
    expect(it.outs).toEqual([[1, 0, SLICE_BYTES, 'closed'], [3, 1, 0, 'closed'], [3, 2, 0, 'closed']])
  })

  test('complains when nothing drains for long, and not when it drains now and then', () => {
    const it = outbox(1)
    for (let i = 0; i < 10; i++) it.box.chunk(1, chunkNo(i), 0, chunk(i))
    for (let waited = 0; waited < 3 * DRAIN_TIMEOUT_MS; waited += DRAIN_TIMEOUT_MS - 1) {
      it.pass(DRAIN_TIMEOUT_MS - 1)
      it.drain(1)
    }
    expect(it.stalls()).toBe(0)
    it.pass(DRAIN_TIMEOUT_MS)
    expect(it.stalls()).toBe(1)
  })

  test('complains when control frames pile up', () => {
    const it = outbox(1)
    const page = chunk(0, 60_000)
    const head = { page: 0 as never, digest: chunk(1, 32), final: false, signature: chunk(2, 64) }
    for (let bytes = 0; bytes < MAX_QUEUED_CONTROL_BYTES; bytes += 60_000) it.box.frame(1, { type: 'page', head }, page)
    expect(it.stalls()).toBe(0)
    it.box.frame(1, { type: 'page', head }, page)
    it.box.frame(1, { type: 'page', head }, page)
    expect(it.stalls()).toBeGreaterThan(0)
  })
})
