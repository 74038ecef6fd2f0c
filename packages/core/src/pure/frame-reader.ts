/**
 * Reads frames from bytes as they come, whatever the cuts. A header that lies whole in one piece is decoded in place;
 * one that was cut is gathered first (at most MAX_HEADER_BYTES). Tails are handed on as views of the piece they came
 * in, so a slice is copied once, by the sink, to where it belongs.
 */
import { PasselError } from '../errors.ts'
import { CHUNK_BYTES, MAX_HEADER_BYTES, MAX_TAIL_BYTES } from '../limits.ts'
import { decodeDataHeader } from './data-header.ts'
import { tailFits, type WireFrame } from './frame.ts'
import { decodeHeader, type DecodedHeader } from './header-codec.ts'

/** Who gets what was read. */
export interface FrameSink {
  /** A header was read; `tailBytes` bytes of tail follow before the next frame. */
  frame (channel: number, frame: WireFrame, tailBytes: number): void
  /** A part of that frame's tail, valid during the call only; `left` bytes are still to come. */
  tail (part: Uint8Array, left: number): void
}

/** A varint of three bytes holds MAX_HEADER_BYTES. */
const MAX_LENGTH_BYTES = 3

type State =
  | { readonly at: 'length', value: number, bytes: number }
  | { readonly at: 'header', readonly buffer: Uint8Array, filled: number }
  | { readonly at: 'tail', left: number, readonly wanted: boolean }
  | { readonly at: 'broken', readonly error: unknown }

export class FrameReader {
  readonly #sink: FrameSink
  #state: State = { at: 'length', value: 0, bytes: 0 }

  constructor (sink: FrameSink) {
    this.#sink = sink
  }

  /** Whether the last byte ended a frame: an end of stream anywhere else is a cut. */
  get atBoundary (): boolean {
    return this.#state.at === 'length' && this.#state.bytes === 0
  }

  /**
   * Takes the next bytes and calls the sink for all they complete. Throws `frame-malformed` (or what the sink throws)
   * and then for ever: there is no telling where the next frame would begin.
   */
  push (bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at = this.#step(bytes, at)
    } catch (error) {
      this.#state = { at: 'broken', error }
      throw error
    }
  }

  #step (bytes: Uint8Array, at: number): number {
    const state = this.#state
    switch (state.at) {
      case 'length': return this.#readLength(bytes, at, state)
      case 'header': return this.#gatherHeader(bytes, at, state)
      case 'tail': return this.#readTail(bytes, at, state)
      case 'broken': throw state.error
    }
  }

  #readLength (bytes: Uint8Array, at: number, state: State & { at: 'length' }): number {
    const byte = bytes[at++] as number
    state.value += (byte & 127) * 128 ** state.bytes
    state.bytes++
    if (state.value > MAX_HEADER_BYTES) malformed('header is too large')
    if (byte > 127) {
      if (state.bytes === MAX_LENGTH_BYTES) malformed('header has no end')
      return at
    }
    const end = at + state.value
    if (end <= bytes.length) {
      this.#header(bytes, at, end)
      return end
    }
    this.#state = { at: 'header', buffer: new Uint8Array(state.value), filled: 0 }
    return at
  }

  #gatherHeader (bytes: Uint8Array, at: number, state: State & { at: 'header' }): number {
    const part = bytes.subarray(at, at + state.buffer.length - state.filled)
    state.buffer.set(part, state.filled)
    state.filled += part.length
    if (state.filled === state.buffer.length) this.#header(state.buffer, 0, state.filled)
    return at + part.length
  }

  #header (bytes: Uint8Array, start: number, end: number): void {
    const data = decodeDataHeader(bytes, start, end)
    if (data === undefined) this.#decoded(decodeHeader(bytes.subarray(start, end)))
    else {
      const { channel, tail, chunk, offset } = data
      this.#decoded({ channel, tail, frame: { type: 'data', chunk, offset } })
    }
  }

  #decoded ({ channel, tail, frame }: DecodedHeader): void {
    if (tail > MAX_TAIL_BYTES) malformed('tail is too large')
    if (frame !== undefined && !tailFits(frame, tail)) malformed('tail does not fit its kind')
    if (frame?.type === 'data' && frame.offset + tail > CHUNK_BYTES) malformed('slice is outside every chunk')
    this.#state = tail > 0
      ? { at: 'tail', left: tail, wanted: frame !== undefined }
      : { at: 'length', value: 0, bytes: 0 }
    if (frame !== undefined) this.#sink.frame(channel, frame, tail)
  }

  #readTail (bytes: Uint8Array, at: number, state: State & { at: 'tail' }): number {
    const end = Math.min(bytes.length, at + state.left)
    state.left -= end - at
    if (state.left === 0) this.#state = { at: 'length', value: 0, bytes: 0 }
    if (state.wanted) this.#sink.tail(bytes.subarray(at, end), state.left)
    return end
  }
}

function malformed (what: string): never {
  throw new PasselError('frame-malformed', `a frame's ${what}`)
}
