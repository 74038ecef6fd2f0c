import type { Engine } from '../../engine/engine.ts'
import type { SendSource } from '../../engine/options.ts'
import type { Transfer } from '../../engine/transfer.ts'
import type { TransferId } from '../../engine/transfer-id.ts'
import { PasselError } from '../../errors.ts'
import { assertNever } from '../../ids.ts'
import type { EngineCall, TabId, TabSource } from './messages.ts'

/** Does what tabs ask of the engine of the tab that leads. */
export interface Desk {
  perform (call: EngineCall, from: TabId, signal: AbortSignal): Promise<unknown>
  /** A tab is gone: nobody reads what it was reading. */
  forget (tab: TabId): void
}

interface Reading { readonly reader: ReadableStreamDefaultReader<Uint8Array>, offset: number }

/** `streamOf`: the bytes of a stream that another tab, or this one, is asked for piece by piece. */
export function createDesk (
  engine: Engine, streamOf: (source: TabSource & { kind: 'stream' }) => AsyncIterable<Uint8Array>
): Desk {
  const readings = new Map<string, Reading>()

  function transfer (id: TransferId): Transfer {
    const found = engine.transfer(id)
    if (found === undefined) throw new PasselError('not-found', `no transfer ${id}`)
    return found
  }

  function stopReading (key: string): void {
    const reading = readings.get(key)
    readings.delete(key)
    reading?.reader.cancel().catch(() => 'it had failed, which its reader was told')
  }

  async function read (call: EngineCall & { do: 'read' }, from: TabId, signal: AbortSignal): Promise<unknown> {
    const { id, start, end } = call
    const key = `${from} ${call.reader}`
    if (readings.get(key)?.offset !== start) stopReading(key)
    let reading = readings.get(key)
    if (reading === undefined) {
      const range = { start, ...(end === undefined ? {} : { end }) }
      readings.set(key, reading = { reader: transfer(id).stream(range).getReader(), offset: start })
    }
    const stop = (): void => stopReading(key)
    signal.addEventListener('abort', stop, { once: true })
    try {
      const { done, value } = await reading.reader.read()
      if (done) stop()
      else reading.offset += value.length
      return value
    } catch (error) {
      stop()
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  const sourceOf = (source: TabSource): SendSource => source.kind === 'blob' ? source : streamOf(source)

  return {
    perform: async (call, from, signal) => {
      switch (call.do) {
        case 'send': return (await engine.send(sourceOf(call.source), call.options)).state()
        case 'receive': return (await engine.receive(call.reference, call.options)).state()
        case 'pause': return transfer(call.id).pause()
        case 'resume': return await transfer(call.id).resume(call.source)
        case 'release': return transfer(call.id).release()
        case 'keep-columns': return transfer(call.id).keepColumns(call.columns)
        case 'cancel': return await transfer(call.id).cancel()
        case 'saved-at': return await transfer(call.id).savedAt()
        case 'blob': return await transfer(call.id).blob()
        case 'read': return await read(call, from, signal)
        case 'stop-reading': return stopReading(`${from} ${call.reader}`)
        case 'warm': return await engine.warm(call.privacy, signal)
        case 'online': return engine.setOnline(call.online)
        case 'lists': return await engine.blocks.lists(call.digest)
        case 'block': return await engine.blocks.get(call.digest, signal)
        case 'root': return await engine.blocks.root(call.id)
        default: return assertNever(call)
      }
    },
    forget: (tab) => {
      for (const key of readings.keys()) if (key.startsWith(`${tab} `)) stopReading(key)
    }
  }
}
