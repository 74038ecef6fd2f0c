/** What a path between two sites bears, whatever its ends could do. */

/** The transport's share in a path's limit. */
export interface Transport {
  /** Bytes unacknowledged at most. */
  readonly windowBytes: number
  /** Payload bytes of a packet. */
  readonly segmentBytes: number
}

/**
 * TCP grows its window to several megabytes on its own; yamux may have 16 MiB in flight. SCTP in data channels: usrsctp
 * keeps 256 KiB, and packets stay below 1,200 bytes.
 */
export const TRANSPORTS = {
  plain: { windowBytes: 16 * 1024 * 1024, segmentBytes: 1460 },
  webrtc: { windowBytes: 256 * 1024, segmentBytes: 1180 },
  /** Each leg is a TCP connection of its own. */
  circuit: { windowBytes: 16 * 1024 * 1024, segmentBytes: 1460 },
} as const satisfies Record<string, Transport>

/**
 * Bytes a second that one connection reaches: a window each round trip, and less where packets are lost (MSS/RTT *
 * sqrt(3/2)/sqrt(p): Mathis, Semke, Mahdavi, Ott, The macroscopic behavior of the TCP congestion avoidance algorithm,
 * 1997). With one packet in 10,000 to 1,000 lost and 20 ms of round trip a data channel gets 2 to 7 MB/s, as seen in
 * the field.
 */
export function pathBytesPerSecond (roundTripMs: number, lossShare: number, transport: Transport): number {
  if (roundTripMs <= 0) return Infinity
  const windows = transport.windowBytes * 1000 / roundTripMs
  if (lossShare <= 0) return windows
  const lossy = transport.segmentBytes * 1000 / roundTripMs * Math.sqrt(1.5 / lossShare)
  return Math.min(windows, lossy)
}
