import type { ChunkNo } from '../../../ids.ts'
import {
  DRAIN_TIMEOUT_MS, MAX_QUEUED_CONTROL_BYTES, MIN_SLICE_BYTES, QUICK_DRAIN_MS,
} from '../../../limits.ts'
import type { SendOutcome, SystemPort } from '../../../ports.ts'
import { concat } from '../../../pure/bytes.ts'
import { encodeFrame } from '../../../pure/frame-codec.ts'
import type { WireFrame } from '../../../pure/frame.ts'
import type { Wire } from './wire.ts'

/** A chunk on its way out. */
interface Sending { readonly chunk: ChunkNo, readonly offset: number, readonly bytes: Uint8Array, sent: number }

/** Chunks of one channel, first to last. */
interface Turn { readonly channel: number, readonly queue: Sending[] }

export interface OutboxOptions {
  readonly wire: Wire
  readonly system: SystemPort
  /** Bytes of a slice at most. */
  readonly sliceBytes: number
  /** Slices of one write while the wire takes them at once. */
  readonly quickSlices: number
  /** A chunk is done with, one way or the other: its bytes are the giver's again. */
  readonly out: (channel: number, chunk: ChunkNo, sentBytes: number, outcome: SendOutcome) => void
  /** The peer does not read: nothing drained in time, or too much waits. */
  readonly stalled: () => void
}

/**
 * What waits to be written to one peer. Control frames go first; between them channels take turns, a slice each. The
 * next write is made only when the wire has room, and is one slice: what is aborted costs no more. On a wire that is
 * quick it is several, because yamux answers each write.
 */
export interface Outbox {
  frame (channel: number, frame: WireFrame, tail?: Uint8Array): void
  /** The bytes are not written to until `out` was called for them. */
  chunk (channel: number, chunk: ChunkNo, offset: number, bytes: Uint8Array): void
  abort (channel: number, chunk: ChunkNo): void
  /** Forgets a channel's chunks, reporting each. */
  drop (channel: number, outcome: SendOutcome): void
  /** The wire has room again. */
  drained (): void
  close (): void
}

export function createOutbox ({ wire, system, sliceBytes, quickSlices, out, stalled }: OutboxOptions): Outbox {
  const control: (readonly Uint8Array[])[] = []
  const turns: Turn[] = []
  /** Chunks that end in the write under way. */
  const written: { readonly channel: number, readonly sending: Sending }[] = []
  let controlBytes = 0
  let writing = false
  let full = false
  let quick = false
  let closed = false
  let fullSince = 0
  let disarm: (() => void) | undefined

  function pump (): void {
    if (writing) return // called from a report inside the loop, which goes on
    writing = true
    try {
      while (!full && !closed) {
        const frame = control.shift()
        if (frame !== undefined) {
          controlBytes -= sizeOf(frame)
          write(frame)
        } else if (!writeSlices()) break
      }
    } finally {
      writing = false
    }
  }

  /**
   * One write of slices. It is filled up with the beginning of the next chunk: chunks are a little longer than four
   * slices. The slices are copied: a wire may hold what it was given for long, and a chunk's large buffer, which came
   * from another thread and could not go back, would be left to the collector.
   */
  function writeSlices (): boolean {
    const parts: Uint8Array[] = []
    let room = quick ? sliceBytes * quickSlices : sliceBytes
    while (room >= MIN_SLICE_BYTES) {
      const turn = turns.shift()
      const sending = turn?.queue[0]
      if (turn === undefined || sending === undefined) break
      const slice = sending.bytes.subarray(sending.sent, sending.sent + Math.min(room, sliceBytes))
      const frame = { type: 'data' as const, chunk: sending.chunk, offset: sending.offset + sending.sent }
      parts.push(...encodeFrame(turn.channel, frame, slice))
      sending.sent += slice.length
      room -= slice.length
      if (sending.sent === sending.bytes.length) {
        turn.queue.shift()
        written.push({ channel: turn.channel, sending })
      }
      if (turn.queue.length > 0) turns.push(turn)
    }
    if (parts.length === 0) return false
    write([concat(...parts)])
    reportWritten('sent')
    return true
  }

  function reportWritten (outcome: SendOutcome): void {
    for (const { channel, sending } of written.splice(0)) out(channel, sending.chunk, sending.sent, outcome)
  }

  function write (parts: readonly Uint8Array[]): void {
    full = !wire.send(parts)
    if (!full) return
    fullSince = system.now().mono
    disarm ??= system.alarm(DRAIN_TIMEOUT_MS, checkDrain)
  }

  /** One alarm serves many short waits: filling and draining again happens thousands of times a second. */
  function checkDrain (): void {
    disarm = undefined
    if (!full || closed) return
    const left = fullSince + DRAIN_TIMEOUT_MS - system.now().mono
    if (left > 0) disarm = system.alarm(left, checkDrain)
    else stalled()
  }

  function drop (channel: number, outcome: SendOutcome): void {
    const at = turns.findIndex((turn) => turn.channel === channel)
    if (at < 0) return
    const [turn] = turns.splice(at, 1)
    for (const { chunk, sent } of turn?.queue ?? []) out(channel, chunk, sent, outcome)
  }

  return {
    frame (channel, frame, tail) {
      if (closed) return
      const parts = encodeFrame(channel, frame, tail)
      control.push(parts)
      controlBytes += sizeOf(parts)
      if (controlBytes > MAX_QUEUED_CONTROL_BYTES) stalled()
      else pump()
    },
    chunk (channel, chunk, offset, bytes) {
      if (closed) return out(channel, chunk, 0, 'closed')
      if (bytes.length === 0) return out(channel, chunk, 0, 'sent')
      const turn = turns.find((it) => it.channel === channel)
      const sending = { chunk, offset, bytes, sent: 0 }
      if (turn === undefined) turns.push({ channel, queue: [sending] })
      else turn.queue.push(sending)
      pump()
    },
    abort (channel, chunk) {
      const turn = turns.find((it) => it.channel === channel)
      const at = turn?.queue.findIndex((sending) => sending.chunk === chunk) ?? -1
      if (turn === undefined || at < 0) return
      const [sending] = turn.queue.splice(at, 1)
      if (turn.queue.length === 0) turns.splice(turns.indexOf(turn), 1)
      out(channel, chunk, sending?.sent ?? 0, 'aborted')
    },
    drop,
    drained () {
      quick = system.now().mono - fullSince <= QUICK_DRAIN_MS
      full = false
      pump()
    },
    close () {
      if (closed) return
      closed = true
      disarm?.()
      control.length = 0
      reportWritten('closed')
      for (let turn = turns[0]; turn !== undefined; turn = turns[0]) drop(turn.channel, 'closed')
    },
  }
}

function sizeOf (parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}
