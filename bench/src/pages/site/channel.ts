/** The reference: one plain data channel from page to page, its signalling carried by the bench. */
import { sharedNow } from './shared-now.ts'
import { emitSignal, takeSignalsWith } from './signals.ts'

/** Bytes of one message, and when a sender that has filled the channel goes on. */
const MESSAGE_BYTES = 64 * 1024
const LOW_BYTES = 512 * 1024
const HIGH_BYTES = 2 * 2 ** 20

type Signal = { readonly description: RTCSessionDescriptionInit } | { readonly candidate: RTCIceCandidateInit }

let connection: RTCPeerConnection | undefined
let sending: RTCDataChannel | undefined
let received = 0
let firstAt = 0
let lastAt = 0
let expected = Infinity
let arrived: (() => void) | undefined

function createConnection(): RTCPeerConnection {
  const created = new RTCPeerConnection({ iceServers: [] })
  created.onicecandidate = ({ candidate }) => {
    if (candidate !== null) emitSignal({ candidate: candidate.toJSON() })
  }
  connection = created
  takeSignalsWith(takeIn)
  return created
}

async function takeIn(signal: Signal): Promise<void> {
  if (connection === undefined) throw new Error('a signal before a connection')
  if ('candidate' in signal) return connection.addIceCandidate(signal.candidate)
  await connection.setRemoteDescription(signal.description)
  if (signal.description.type !== 'offer') return
  await connection.setLocalDescription()
  emitSignal({ description: (connection.localDescription as RTCSessionDescription).toJSON() })
}

/** Waits for a channel and throws away what comes through it. */
export function listen(): void {
  createConnection().ondatachannel = ({ channel }) => {
    channel.binaryType = 'arraybuffer'
    channel.addEventListener('message', ({ data }) => {
      lastAt = sharedNow()
      if (received === 0) firstAt = lastAt
      received += (data as ArrayBuffer).byteLength
      if (received >= expected) arrived?.()
    })
  }
}

/** Dials and resolves with the time of the call once the channel is open and one byte was sent. */
export async function dial(): Promise<number> {
  const calledAt = sharedNow()
  const dialled = createConnection()
  const channel = dialled.createDataChannel('bench')
  channel.bufferedAmountLowThreshold = LOW_BYTES
  const open = new Promise<void>((resolve) => channel.addEventListener('open', () => resolve()))
  await dialled.setLocalDescription()
  emitSignal({ description: (dialled.localDescription as RTCSessionDescription).toJSON() })
  await open
  channel.send(new Uint8Array(1))
  sending = channel
  return calledAt
}

/** Resolves with the times of the first and the last message once so many bytes have come since `listen`. */
export async function arrivedBytes(bytes: number): Promise<{ readonly firstAt: number; readonly lastAt: number }> {
  expected = bytes
  if (received < bytes) await new Promise<void>((resolve) => { arrived = resolve })
  return { firstAt, lastAt }
}

/** Sends zeroes as fast as the channel takes them; resolves with the time of the call. */
export async function pour(bytes: number): Promise<number> {
  const channel = sending
  if (channel === undefined) throw new Error('there is no channel to send through')
  const message = new Uint8Array(MESSAGE_BYTES)
  const calledAt = sharedNow()
  for (let left = bytes; left > 0; left -= MESSAGE_BYTES) {
    if (channel.bufferedAmount >= HIGH_BYTES) {
      await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }))
    }
    channel.send(left < MESSAGE_BYTES ? message.subarray(0, left) : message)
  }
  return calledAt
}
