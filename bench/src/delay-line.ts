/**
 * One direction of a proxied connection: bytes leave in order, a fixed time after they came, at a limited rate.
 *
 * The queue holds what would be on the wire. When it is full the source is paused, so TCP's own back-pressure
 * reaches the sender and memory stays bounded; when the target's buffer is full the queue waits for its drain.
 */
import type { Socket } from 'node:net'
import { PROXY_LIMITED_QUEUE_BYTES, PROXY_QUEUE_BYTES } from './limits.ts'

/** How a proxied link behaves. */
export interface LinkShape {
  /** Milliseconds from sending a byte to the earliest answer to it. */
  readonly roundTripMs: number
  /** Limit of each direction of each connection; none when absent. */
  readonly bytesPerSecond?: number
}

/** Carries one direction until it ends; `count` hears of every byte passed on. */
export function delayLine(
  source: Socket,
  target: Socket,
  shape: LinkShape,
  openAt: number,
  count: (bytes: number) => void,
): void {
  const delayMs = shape.roundTripMs / 2
  const bytesPerMs = (shape.bytesPerSecond ?? Infinity) / 1000
  const capacity = shape.bytesPerSecond === undefined
    ? PROXY_QUEUE_BYTES
    : Math.min(PROXY_QUEUE_BYTES, bytesPerMs * delayMs + PROXY_LIMITED_QUEUE_BYTES)
  const queue: { readonly dueAt: number; readonly bytes: Buffer | 'end' }[] = []
  let queuedBytes = 0
  let lineFreeAt = openAt
  let timer: NodeJS.Timeout | undefined
  let blocked = false

  const push = (bytes: Buffer | 'end'): void => {
    const size = bytes === 'end' ? 0 : bytes.length
    lineFreeAt = Math.max(lineFreeAt, performance.now()) + size / bytesPerMs
    queue.push({ dueAt: lineFreeAt + delayMs, bytes })
    queuedBytes += size
    if (queuedBytes >= capacity) source.pause()
    release()
  }

  const release = (): void => {
    if (timer !== undefined || blocked) return
    for (let next = queue[0]; next !== undefined && !blocked; next = queue[0]) {
      const waitMs = next.dueAt - performance.now()
      if (waitMs > 0) {
        timer = setTimeout(() => {
          timer = undefined
          release()
        }, waitMs)
        break
      }
      queue.shift()
      pass(next.bytes)
    }
    if (queuedBytes < capacity && source.isPaused()) source.resume()
  }

  const pass = (bytes: Buffer | 'end'): void => {
    if (target.destroyed) return
    if (bytes === 'end') {
      target.end()
      return
    }
    queuedBytes -= bytes.length
    count(bytes.length)
    if (target.write(bytes)) return
    blocked = true
    target.once('drain', () => {
      blocked = false
      release()
    })
  }

  source.on('data', push)
  source.once('end', () => push('end'))
  source.once('close', (broken) => {
    if (broken) target.resetAndDestroy()
  })
  target.once('close', () => {
    clearTimeout(timer)
    queue.length = 0
    source.destroy()
  })
}
