/**
 * In a browser's worker: what is moved into a port that nobody reads is gone. `transfer` is worse than nothing there:
 * Chromium's own half of a buffer that its ciphers gave keeps the memory until a full collection, and nothing tells the
 * collector any more that there is something to collect (as much as was received, until ten seconds after the end).
 */
const drain = 'WorkerGlobalScope' in globalThis ? openDrain() : undefined

function openDrain (): MessagePort {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  return port1
}

/**
 * Gives a buffer's memory back at once. Chunks come and go at hundreds of megabytes a second, and a collector that sees
 * their small handles only lets a hundred megabytes of them pile up. Nobody may use the bytes afterwards.
 */
export function release (bytes: Uint8Array): void {
  // In every engine of 2024 and later; without it the collector does it, later.
  const buffer = bytes.buffer as ArrayBuffer & { transfer?: (newByteLength: number) => ArrayBuffer }
  if (drain === undefined) buffer.transfer?.(0)
  else drain.postMessage(undefined, [buffer])
}
