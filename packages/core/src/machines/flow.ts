/**
 * What may be in flight towards us on one connection, over all its channels. Nothing else holds a sender back: streams
 * have no usable back-pressure, so a peer gets only what was asked for.
 *
 * The window starts at four chunks, doubles for each window that came in while it was the limit, and ends at two
 * seconds of the measured rate (two round trips, if longer: less would slow the link down ever more) or at what the
 * transport bears. The rate's clock stands still while nothing is asked for:
 * a source that has nothing to give does not make its link look slow.
 */
import type { ConnNo } from '../ids.ts'
import { CHUNK_BYTES, FIRST_WINDOW_CHUNKS, MAX_STALL_MS, SLICE_BYTES, STALL_MS, WINDOW_MS } from '../limits.ts'
import type { Connection } from './parts.ts'
import { createRateMeter } from './rate-meter.ts'

export interface Flow {
  readonly connection: Connection
  readonly conn: ConnNo
  /** Bytes asked for and not yet here. */
  readonly inFlight: number
  readonly windowBytes: number
  /** Smoothed milliseconds of a round trip; 0 while nothing was measured. */
  readonly rttMs: number
  /** When anything was last heard from the peer. */
  heardAt: number
  /** Whether so many more bytes may be asked for. */
  room (bytes: number): boolean
  asked (bytes: number, nowMs: number): void
  /** Bytes that were asked for came in. */
  got (bytes: number, nowMs: number): void
  /** Bytes that were asked for will not come. */
  released (bytes: number, nowMs: number): void
  roundTrip (ms: number): void
  /** Bytes a second while something was asked for; 0 while unknown. */
  perSecond (): number
  /** Milliseconds without bytes after which an asker looks elsewhere. */
  stallMs (): number
}

/** Milliseconds over which a link's rate is averaged. */
const RATE_MS = 3_000
/** Milliseconds of asking after which the rate may shrink the window. */
const SURE_AFTER_MS = 1_000
/** A sender that shares its uplink fairly among many pauses between slices: so many usual pauses are a stall. */
const PAUSES_OF_A_STALL = 4

/** Creates the flow of a connection that has just come up. */
export function createFlow (connection: Connection, nowMs: number): Flow {
  const meter = createRateMeter(RATE_MS)
  let sinceGrowth = 0
  let limited = false
  let busyMs = 0
  let busyFrom = 0
  let lastBytesAt = 0
  let pauseMs = 0

  /** Milliseconds in which something was asked for. */
  const busy = (now: number): number => busyMs + (flow.inFlight > 0 ? now - busyFrom : 0)

  function shrunk (bytes: number, now: number): void {
    if (bytes >= flow.inFlight) {
      busyMs = busy(now)
      flow.inFlight = 0
    } else flow.inFlight -= bytes
  }

  function resize (now: number): void {
    const clock = busy(now)
    const windowMs = Math.max(WINDOW_MS, 2 * flow.rttMs)
    const most = clock < SURE_AFTER_MS
      ? connection.windowMaxBytes
      : Math.min(connection.windowMaxBytes, Math.max(SLICE_BYTES, meter.perSecond(clock) * windowMs / 1000))
    if (flow.windowBytes > most) flow.windowBytes = most
    if (sinceGrowth < flow.windowBytes) return
    sinceGrowth = 0
    if (limited) flow.windowBytes = Math.min(flow.windowBytes * 2, most)
    limited = false
  }

  const flow = {
    connection,
    conn: connection.conn,
    inFlight: 0,
    windowBytes: Math.min(FIRST_WINDOW_CHUNKS * CHUNK_BYTES, connection.windowMaxBytes),
    rttMs: 0,
    heardAt: nowMs,
    room (bytes: number): boolean {
      const fits = flow.inFlight === 0 ||
        (flow.inFlight < flow.windowBytes && flow.inFlight + bytes <= connection.windowMaxBytes)
      if (!fits) limited = true
      return fits
    },
    asked (bytes: number, now: number): void {
      if (flow.inFlight === 0) {
        busyFrom = now
        lastBytesAt = now
      }
      flow.inFlight += bytes
    },
    got (bytes: number, now: number): void {
      meter.add(bytes, busy(now))
      const pause = now - lastBytesAt
      pauseMs = pause > pauseMs ? pause : pauseMs * 0.9 + pause * 0.1
      lastBytesAt = now
      sinceGrowth += bytes
      shrunk(bytes, now)
      resize(now)
    },
    released: shrunk,
    roundTrip (ms: number): void {
      flow.rttMs = flow.rttMs === 0 ? ms : flow.rttMs * 0.75 + ms * 0.25
    },
    perSecond: (): number => busyMs === 0 && flow.inFlight === 0 ? 0 : meter.perSecond(busy(lastBytesAt)),
    stallMs: (): number => Math.min(MAX_STALL_MS, Math.max(STALL_MS, flow.rttMs * 3, pauseMs * PAUSES_OF_A_STALL)),
  }
  return flow
}
