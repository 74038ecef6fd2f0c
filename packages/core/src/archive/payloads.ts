/** Bundles and parts of an index as payloads of an engine. */
import type { Engine } from '../engine/engine.ts'
import type { Transfer } from '../engine/transfer.ts'
import { transferIdOf } from '../engine/transfer-id.ts'
import { PasselError } from '../errors.ts'
import type { PrivacyClass } from '../ids.ts'
import type { SystemPort } from '../ports.ts'
import { concat } from '../pure/bytes.ts'
import type { Reference } from '../pure/reference.ts'

export interface PayloadOptions {
  readonly privacy: PrivacyClass
  readonly timeToLiveMs: number
}

/** Sends bytes as a payload of a group; resolves once a crash cannot lose it. */
export async function sendBytes (
  engine: Engine, bytes: Uint8Array, { privacy, timeToLiveMs }: PayloadOptions
): Promise<Reference> {
  // A stream, because its sealed bytes stay in the store: a page's blob would be gone with the page.
  const transfer = await engine.send(once(bytes), {
    kind: 'bundle', privacy, timeToLiveMs, size: bytes.length, audience: 'group', until: 'forever'
  })
  await sealed(transfer)
  return transfer.reference
}

async function * once (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function sealed (transfer: Transfer): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = ({ phase, failure }: ReturnType<Transfer['state']>): boolean => {
      if (failure !== null) reject(new PasselError(failure, `a bundle could not be kept: ${failure}`))
      else if (phase === 'holding' || phase === 'done') resolve()
      else return false
      return true
    }
    const stop = transfer.subscribe((state) => { if (look(state)) stop() })
    if (look(transfer.state())) stop()
  })
}

/** Stops giving a payload and erases it; one that is gone already is fine. */
export async function dropPayload (engine: Engine, reference: Reference): Promise<void> {
  await engine.transfer(transferIdOf(reference))?.cancel()
}

export interface Patience {
  readonly system: SystemPort
  /** Milliseconds without a byte after which a payload is given up for now. */
  readonly patienceMs: number
  readonly signal?: AbortSignal | undefined
}

/** A payload's bytes in order, as they come. `not-found` when nobody gives any for too long. */
export async function * receiveBytes (
  engine: Engine, reference: Reference, patience: Patience
): AsyncGenerator<Uint8Array, void, undefined> {
  const transfer = await engine.receive(reference)
  const reader = transfer.stream().getReader()
  try {
    for (;;) {
      const { done, value } = await patiently(reader.read(), patience)
      if (done) return
      yield value
    }
  } finally {
    // It goes on arriving, to be given to others; only this reading ends.
    reader.cancel().catch(() => 'it had failed before')
  }
}

function patiently<T> (work: Promise<T>, { system, patienceMs, signal }: Patience): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      cancel()
      signal?.removeEventListener('abort', stop)
    }
    const stop = (): void => {
      end()
      reject(new PasselError('canceled', 'restoring was canceled', { cause: signal?.reason }))
    }
    const cancel = system.alarm(patienceMs, () => {
      end()
      reject(new PasselError('not-found', 'nobody who has this part of the archive is online: ask again later'))
    })
    if (signal?.aborted === true) return stop()
    signal?.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(end)
  })
}

/** A small payload whole. `index-malformed` when it is larger than `maxBytes`. */
export async function receiveAll (
  engine: Engine, reference: Reference, maxBytes: number, patience: Patience
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of receiveBytes(engine, reference, patience)) {
    bytes += part.length
    if (bytes > maxBytes) throw new PasselError('index-malformed', 'a part of the index is too large')
    parts.push(part)
  }
  return concat(...parts)
}
