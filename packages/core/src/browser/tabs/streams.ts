import { PasselError } from '../../errors.ts'
import type { PullCall, TabId, TabSource } from './messages.ts'

type StreamSource = TabSource & { readonly kind: 'stream' }

/** Streams that are sent: they are read in the tab that has them, by the one that leads. */
export interface Streams {
  /** Lets the leader ask for this stream. */
  offer (stream: AsyncIterable<Uint8Array>): StreamSource
  /** The next bytes of a stream of this tab, for the tab that sends it; undefined at its end. */
  pull (call: PullCall, by: TabId): Promise<Uint8Array | undefined>
  /** The bytes of a stream of any tab. */
  read (source: StreamSource): AsyncIterable<Uint8Array>
}

export function createStreams (
  self: TabId, ask: (tab: TabId, call: PullCall) => Promise<Uint8Array | undefined>
): Streams {
  const offered = new Map<string, { readonly iterator: AsyncIterator<Uint8Array>, by?: TabId }>()
  let nextId = 1

  async function pull ({ stream }: PullCall, by: TabId): Promise<Uint8Array | undefined> {
    const source = offered.get(stream)
    // What a tab that is gone has read of it nobody can read again.
    if (source === undefined || (source.by ?? by) !== by) {
      throw new PasselError('source-missing', 'this stream was read before, and can be read only once: send it anew')
    }
    source.by = by
    const { done, value } = await source.iterator.next().catch((error: unknown) => {
      offered.delete(stream)
      throw error
    })
    if (done !== true) return value
    offered.delete(stream)
    return undefined
  }

  return {
    offer: (stream) => {
      const id = String(nextId++)
      offered.set(id, { iterator: stream[Symbol.asyncIterator]() })
      return { kind: 'stream', tab: self, stream: id }
    },
    pull,
    read: async function * ({ tab, stream }) {
      const call: PullCall = { do: 'pull', stream }
      for (;;) {
        const bytes = tab === self ? await pull(call, self) : await ask(tab, call)
        if (bytes === undefined) return
        yield bytes
      }
    }
  }
}
