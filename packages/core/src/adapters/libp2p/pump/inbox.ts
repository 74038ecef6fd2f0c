import type { ChunkNo } from '../../../ids.ts'
import type { LinkListener } from '../../../ports.ts'
import { isControlFrame, type CloseReason, type JoinFrame, type WireFrame } from '../../../pure/frame.ts'
import { FrameReader } from '../../../pure/frame-reader.ts'
import type { Head } from '../../../pure/page.ts'
import type { Channel } from './channel.ts'
import type { Gather, Taken } from './gather.ts'
import type { Joins } from './joins.ts'
import type { Probes } from './probes.ts'
import type { Violation } from './violation.ts'

/** Where the tail of the frame being read goes. */
type Tail =
  | { readonly to: 'nowhere' }
  | { readonly to: 'page', readonly channel: Channel, readonly head: Head, readonly bytes: Uint8Array, filled: number }
  | { readonly to: 'probe', readonly channel: Channel, readonly chunk: ChunkNo, offset: number }
  | {
    readonly to: 'chunk'
    readonly channel: Channel
    readonly chunk: ChunkNo
    /** Place of the next byte. */
    offset: number
    accepted: number
    wasted: number
    filled: number
    done: Taken['done']
  }

const NOWHERE: Tail = { to: 'nowhere' }

export interface InboxOptions {
  readonly listener: LinkListener
  readonly gather: Gather
  readonly probes: Probes
  readonly joins: Joins
  /** The proven channel of a number. */
  readonly channel: (number: number) => Channel | undefined
  readonly closed: (channel: Channel, reason: CloseReason) => void
  readonly violate: (what: Violation) => void
}

/** Sorts what one peer sends: handshakes, frames for the machines, pages, bytes of chunks. */
export interface Inbox {
  /** Throws `frame-malformed`, or what a callback threw. */
  read (bytes: Uint8Array): void
  /** Reads no more; reports what was taken of a slice that will not end. */
  close (): void
}

export function createInbox ({ listener, gather, probes, joins, channel: find, closed, violate }: InboxOptions): Inbox {
  let tail: Tail = NOWHERE
  let stopped = false

  function frame (number: number, it: WireFrame, tailBytes: number): void {
    tail = NOWHERE
    if (stopped) return
    const channel = find(number)
    if (channel === undefined) return unproven(number, it)
    if (isControlFrame(it)) {
      if (it.type === 'refuse') probes.refused(channel.chan, it.chunks)
      return listener.frame(channel.chan, it)
    }
    switch (it.type) {
      case 'data': {
        const { chunk, offset } = it
        if (probes.wants(channel.chan, chunk, offset)) return void (tail = { to: 'probe', channel, chunk, offset })
        tail = { to: 'chunk', channel, chunk, offset, accepted: 0, wasted: 0, filled: 0, done: undefined }
        return
      }
      case 'page':
        tail = { to: 'page', channel, head: it.head, bytes: new Uint8Array(tailBytes), filled: 0 }
        return
      case 'close': return closed(channel, it.reason)
      default: return violate(it.type === 'open' ? 'channel-number' : 'frame-out-of-state')
    }
  }

  function unproven (number: number, it: WireFrame): void {
    if (isJoinFrame(it)) return joins.frame(number, it)
    const out = joins.placeOf(number)
    if (out === 'proving') violate('frame-before-proof')
    else if (out === 'unheard-of') violate('channel-number')
  }

  function part (bytes: Uint8Array, left: number): void {
    if (stopped || tail.to === 'nowhere') return
    if (tail.to === 'page') {
      tail.bytes.set(bytes, tail.filled)
      tail.filled += bytes.length
    } else if (tail.to === 'probe') {
      probes.take(tail.channel.chan, tail.chunk, tail.offset, bytes)
      tail.offset += bytes.length
    } else {
      const { channel, chunk, offset } = tail
      const taken = gather.take(channel.swarm, channel.chan, chunk, offset, bytes)
      tail.offset += bytes.length
      tail.accepted += taken.accepted
      tail.wasted += bytes.length - taken.accepted
      tail.filled = taken.filled
      tail.done ??= taken.done
    }
    if (left === 0) deliver()
  }

  function deliver (): void {
    const it = tail
    tail = NOWHERE
    if (it.to === 'page') listener.page(it.channel.chan, it.head, it.bytes)
    if (it.to !== 'chunk' || it.accepted + it.wasted === 0) return
    listener.bytesIn(it.channel.chan, it.chunk, it.accepted, it.wasted, it.filled)
    if (it.done !== undefined) listener.chunkIn(it.channel.swarm, it.chunk, it.done.buffer, it.done.senders)
  }

  const reader = new FrameReader({ frame, tail: part })
  return {
    read: (bytes) => { if (!stopped) reader.push(bytes) },
    close () {
      if (stopped) return
      stopped = true
      if (tail.to === 'chunk') deliver()
    },
  }
}

function isJoinFrame (frame: WireFrame): frame is JoinFrame {
  return frame.type === 'open' || frame.type === 'proof' || frame.type === 'close'
}
