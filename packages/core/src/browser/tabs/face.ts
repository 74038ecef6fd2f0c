/**
 * The engine as an application sees it, whichever tab runs it: handles and states stay the same objects while the
 * leadership moves, a stream that is being read goes on at its offset, and `done()` goes on waiting.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Engine } from '../../engine/engine.ts'
import type { SendOptions, SendSource } from '../../engine/options.ts'
import type { PlainRange } from '../../engine/plain-reader.ts'
import { openSource } from '../../engine/source.ts'
import { createTransfer, type Transfer } from '../../engine/transfer.ts'
import type { TransferId } from '../../engine/transfer-id.ts'
import type { EngineState, TransferState } from '../../engine/transfer-state.ts'
import { PasselError } from '../../errors.ts'
import { formatReference } from '../../pure/reference-codec.ts'
import type { BlobSource, EngineCall, TabSource } from './messages.ts'

/** An engine in a page: what it sends may be a file handle, too. */
export interface BrowserEngine extends Engine {
  send (source: SendSource | FileSystemFileHandle, options?: SendOptions): Promise<Transfer>
}

export interface FacePorts {
  /** Has the leading tab do something; asks the next leader where one goes before it answered. */
  perform (call: EngineCall, signal?: AbortSignal): Promise<unknown>
  offer (stream: AsyncIterable<Uint8Array>): TabSource
  /** 32 random bytes. */
  newSecret (): Uint8Array
  /** A state as this tab shows it. */
  shown (state: TransferState): TransferState
  trouble (where: string, error: unknown): void
  close (): Promise<void>
}

export interface Face {
  readonly engine: BrowserEngine
  /** Shows these transfers and no others. */
  show (transfers: EngineState['transfers']): void
  /** Another tab leads: files of this one are given to it where it misses them. */
  leaderChanged (): void
}

interface Handle { readonly transfer: Transfer, last: TransferState }

/** The file, with the handle by which it is found again after a reload. */
async function fileOf (handle: FileSystemFileHandle): Promise<BlobSource> {
  return { kind: 'blob', blob: await handle.getFile(), handle }
}

export function createFace ({ perform, offer, newSecret, shown, trouble, close }: FacePorts): Face {
  const state = createStore<EngineState>(() => ({ transfers: {} }))
  const handles = new Map<TransferId, Handle>()
  /** Files that this tab gave and that are still needed. */
  const files = new Map<TransferId, BlobSource>()
  const offered = new Set<TransferId>()
  let readers = 0

  function show (transfers: EngineState['transfers']): void {
    for (const [id, handle] of handles) {
      const now = transfers[id]
      if (now !== undefined) {
        handle.last = now
        if (now.phase === 'done') files.delete(id) // a blob may hold memory
      } else {
        handle.last = { ...handle.last, phase: 'failed', failure: 'canceled' }
        handles.delete(id)
        files.delete(id)
      }
    }
    state.setState({ transfers })
    for (const [id, file] of files) if (transfers[id]?.pauseReason === 'needs-file') giveAgain(id, file)
  }

  function giveAgain (id: TransferId, source: BlobSource): void {
    if (offered.has(id)) return
    offered.add(id)
    perform({ do: 'resume', id, source }).catch((error: unknown) => trouble('tabs', error))
  }

  function order (call: EngineCall): void {
    perform(call).catch((error: unknown) => trouble('tabs', error))
  }

  function read (id: TransferId, { start = 0, end }: PlainRange = {}): ReadableStream<Uint8Array> {
    const reader = String(readers++)
    const canceled = new AbortController()
    let offset = start
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const call = { do: 'read', id, reader, start: offset, end } as const
        const bytes = await perform(call, canceled.signal) as Uint8Array | undefined
        if (bytes === undefined) return controller.close()
        offset += bytes.length
        controller.enqueue(bytes)
      },
      cancel: () => {
        canceled.abort()
        order({ do: 'stop-reading', reader })
      }
    }, { highWaterMark: 0 })
  }

  function handleOf (first: TransferState): Transfer {
    const { id, role, reference } = first
    const known = handles.get(id)
    if (known !== undefined) return known.transfer
    const handle: Handle = {
      last: first,
      transfer: createTransfer(id, role, reference, formatReference(reference), {
        state: () => handle.last,
        subscribe: (callback) => {
          let told = handle.last
          return state.subscribe(() => {
            if (handle.last === told) return
            told = handle.last
            callback(told)
          })
        },
        savedAt: async () => await perform({ do: 'saved-at', id }) as string | undefined,
        pause: () => order({ do: 'pause', id }),
        resume: async (source) => {
          if (source === undefined) return void await perform({ do: 'resume', id })
          if (source.kind !== 'blob') throw new PasselError('unsupported', 'resume with the file itself: a Blob')
          files.set(id, source)
          await perform({ do: 'resume', id, source })
        },
        release: () => order({ do: 'release', id }),
        keepColumns: (columns) => order({ do: 'keep-columns', id, columns }),
        cancel: async () => { await perform({ do: 'cancel', id }) },
        stream: (range) => read(id, range),
        kept: async () => await perform({ do: 'blob', id }) as Blob
      })
    }
    handles.set(id, handle)
    return handle.transfer
  }

  /** The handle of a transfer that was begun just now, before the leader's next report. */
  function begun (value: unknown): Transfer {
    const told = value as TransferState
    const { transfers } = state.getState()
    if (transfers[told.id] === undefined) show({ ...transfers, [told.id]: shown(told) })
    return handleOf(state.getState().transfers[told.id]!)
  }

  async function send (source: SendSource | FileSystemFileHandle, given: SendOptions = {}): Promise<Transfer> {
    const { ref, stream, ...described } = openSource('getFile' in source ? await fileOf(source) : source)
    if (ref.kind === 'path') throw new PasselError('unsupported', 'a page has no paths: send a File or its handle')
    // A leader may die between beginning it and saying so; the next one, asked again, finds what was begun.
    const options = { ...described, ...given, secret: newSecret() }
    if (stream !== undefined) return begun(await perform({ do: 'send', source: offer(stream), options }))
    if (ref.kind === 'stream') throw new PasselError('bad-option', 'send a stream itself')
    const transfer = begun(await perform({ do: 'send', source: ref, options }))
    files.set(transfer.id, ref)
    return transfer
  }

  return {
    engine: {
      send,
      receive: async (reference, options = {}) => {
        const text = typeof reference === 'string' ? reference : formatReference(reference)
        return begun(await perform({ do: 'receive', reference: text, options }))
      },
      transfers: () => Object.values(state.getState().transfers).map(handleOf),
      transfer: (id) => {
        const known = state.getState().transfers[id]
        return known === undefined ? undefined : handleOf(known)
      },
      state: state satisfies StoreApi<EngineState>,
      blocks: {
        lists: async (digest) => await perform({ do: 'lists', digest }) as boolean,
        get: async (digest, signal) => await perform({ do: 'block', digest }, signal) as Uint8Array | undefined,
        root: async (id) => await perform({ do: 'root', id }) as Uint8Array,
        all: () => { throw new PasselError('unsupported', 'walk the blocks from root() with get()') }
      },
      warm: async (privacy, signal) => { await perform({ do: 'warm', privacy }, signal) },
      setOnline: (online) => order({ do: 'online', online }),
      close
    },
    show,
    leaderChanged: () => offered.clear()
  }
}
