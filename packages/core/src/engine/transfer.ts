import { errorCode, PasselError } from '../errors.ts'
import type { SourceRef } from '../ports.ts'
import type { Reference } from '../pure/reference.ts'
import type { PlainRange } from './plain-reader.ts'
import type { TransferId } from './transfer-id.ts'
import type { TransferState } from './transfer-state.ts'

/** One payload being sent or received. It lives in the engine: dropping the handle changes nothing. */
export interface Transfer {
  readonly id: TransferId
  readonly role: 'send' | 'get'
  readonly reference: Reference
  /** The reference as text (`passel:...`): what goes into a chat message. Whoever has it can read the payload. */
  readonly text: string
  /** The newest state; also in `engine.state`. */
  state (): TransferState
  /** Calls back after each new state (at most ten a second); the returned function stops it. */
  subscribe (callback: (state: TransferState) => void): () => void
  /** Resolves when the transfer is done (a sender: when `until` is reached); rejects with its PasselError. */
  done (signal?: AbortSignal): Promise<void>
  /** Where a finished download was saved; undefined for one kept inside the home, and before it is done. */
  savedAt (): Promise<string | undefined>
  pause (): void
  /** Goes on after a pause or a failure; `source` replaces a file that could not be opened again. */
  resume (source?: SourceRef): Promise<void>
  /** Lets go of a payload that was sent: whoever keeps it for others drops it. Whoever receives it still may. */
  release (): void
  /**
   * Saves space: of a finished download in the home it keeps these columns for others and drops the rest, its plain
   * bytes too.
   */
  keepColumns (columns: readonly number[]): void
  /** Stops and erases what the engine keeps of it; files of the person stay. */
  cancel (): Promise<void>
  /**
   * Plain bytes in order, as they arrive; each part was verified. What is read is fetched first.
   * A sender can read its own payload too.
   */
  stream (range?: PlainRange): ReadableStream<Uint8Array>
  /**
   * The whole payload; waits until it is there. A download kept in a browser's store is read from there when it is
   * needed and takes no memory; anything else does.
   */
  blob (): Promise<Blob>
  /** Writes the payload to a sink while it arrives, in bounded memory. */
  toFile (sink: WritableStream<Uint8Array>, signal?: AbortSignal): Promise<void>
}

/** What a handle needs of the engine. */
export interface TransferActions {
  state (): TransferState
  subscribe (callback: (state: TransferState) => void): () => void
  savedAt (): Promise<string | undefined>
  pause (): void
  resume (source?: SourceRef): Promise<void>
  cancel (): Promise<void>
  release (): void
  keepColumns (columns: readonly number[]): void
  stream (range?: PlainRange): ReadableStream<Uint8Array>
  /** What the store kept of a finished download; rejects with `unsupported` where there is only its stream. */
  kept? (): Promise<Blob>
}

export function createTransfer (
  id: TransferId, role: 'send' | 'get', reference: Reference, text: string, actions: TransferActions
): Transfer {
  const { kept, ...shared } = actions
  const transfer: Transfer = {
    id,
    role,
    reference,
    text,
    ...shared,
    done: (signal) => new Promise((resolve, reject) => {
      const settle = (state: TransferState): boolean => {
        if (state.failure !== null) reject(new PasselError(state.failure, `transfer ${id} failed: ${state.failure}`))
        else if (state.phase === 'done') resolve()
        else return false
        return true
      }
      if (settle(actions.state())) return
      const giveUp = (): void => {
        stop()
        reject(new PasselError('canceled', 'waiting for the transfer was canceled', { cause: signal?.reason }))
      }
      const stop = actions.subscribe((state) => {
        if (!settle(state)) return
        stop()
        signal?.removeEventListener('abort', giveUp)
      })
      if (signal?.aborted === true) giveUp()
      else signal?.addEventListener('abort', giveUp, { once: true })
    }),
    blob: async () => {
      const type = reference.mediaType ?? 'application/octet-stream'
      if (role === 'get' && kept !== undefined) {
        await transfer.done()
        const blob = await kept().catch(unlessUnsupported)
        if (blob !== undefined) return new Blob([blob], { type })
      }
      return await blobOf(actions.stream(), type)
    },
    toFile: async (sink, signal) => {
      await actions.stream().pipeTo(sink, signal === undefined ? {} : { signal })
    }
  }
  return transfer
}

/** What browsers make of a stream is a blob that need not stay in memory; of its failure, only that there was one. */
async function blobOf (stream: ReadableStream<Uint8Array>, type: string): Promise<Blob> {
  const reader = stream.getReader()
  let failure: unknown
  const watched = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await reader.read().catch((error: unknown) => {
        failure = error
        throw error
      })
      if (done) controller.close()
      else controller.enqueue(value)
    }
  }, { highWaterMark: 0 })
  try {
    return await new Response(watched as BodyInit, { headers: { 'content-type': type } }).blob()
  } catch (error) {
    throw failure ?? error
  }
}

function unlessUnsupported (error: unknown): undefined {
  if (errorCode(error) !== 'unsupported') throw error
}
