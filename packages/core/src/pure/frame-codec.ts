/**
 * A frame on the wire: varint length of the header, header (protobuf), raw tail whose length the header tells. Data
 * never travels inside protobuf: that costs 13 % of the thread.
 */
import { PasselError } from '../errors.ts'
import { MAX_HEADER_BYTES } from '../limits.ts'
import { concat } from './bytes.ts'
import { encodeDataFrame } from './data-header.ts'
import { tailFits, type WireFrame } from './frame.ts'
import { FrameReader } from './frame-reader.ts'
import { encodeHeader } from './header-codec.ts'
import { varintBytes, writeVarint } from './varint.ts'

/**
 * The parts of a frame in order; the tail is the caller's own array, not a copy. Throws `frame-malformed` when the
 * tail does not fit the frame or the header exceeds MAX_HEADER_BYTES. Members of a `peers` frame that do not fit are
 * left out, the last first: a shorter list is a smaller help and no error.
 */
export function encodeFrame (channel: number, frame: WireFrame, tail?: Uint8Array): Uint8Array[] {
  const tailBytes = tail?.length ?? 0
  if (!tailFits(frame, tailBytes)) malformed(`${frame.type} does not take ${tailBytes} bytes of tail`)
  const start = frame.type === 'data'
    ? encodeDataFrame(channel, frame.chunk, frame.offset, tailBytes)
    : withLength(smallHeader(channel, frame, tailBytes))
  return tail === undefined ? [start] : [start, tail]
}

function smallHeader (channel: number, frame: WireFrame, tailBytes: number): Uint8Array {
  let header = encodeHeader(channel, frame, tailBytes)
  for (let kept = frame; kept.type === 'peers' && header.length > MAX_HEADER_BYTES && kept.peers.length > 0;) {
    kept = { ...kept, peers: kept.peers.slice(0, -1) }
    header = encodeHeader(channel, kept, tailBytes)
  }
  return header.length <= MAX_HEADER_BYTES ? header : malformed(`the header of ${frame.type} is too large`)
}

function malformed (reason: string): never {
  throw new PasselError('frame-malformed', reason)
}

function withLength (header: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(varintBytes(header.length) + header.length)
  bytes.set(header, writeVarint(bytes, 0, header.length))
  return bytes
}

/** One whole frame, as tests and tools want it; links stream with FrameReader instead. */
export interface WholeFrame { readonly channel: number, readonly frame: WireFrame, readonly tail: Uint8Array }

/** All whole frames of a byte string; throws `frame-malformed`. What is cut short at the end is left out. */
export function decodeFrames (bytes: Uint8Array): WholeFrame[] {
  const frames: WholeFrame[] = []
  let parts: Uint8Array[] = []
  let open: Omit<WholeFrame, 'tail'> | undefined
  const reader = new FrameReader({
    frame: (channel, frame, tailBytes) => {
      parts = []
      if (tailBytes === 0) frames.push({ channel, frame, tail: new Uint8Array(0) })
      else open = { channel, frame }
    },
    tail: (part, left) => {
      parts.push(part)
      if (left === 0 && open !== undefined) frames.push({ ...open, tail: concat(...parts) })
    },
  })
  reader.push(bytes)
  return frames
}
