/**
 * The host's side towards the store: moves chunk buffers and pages between links and store, and reports what became
 * durable. Machines never see the bytes; they are kept here between the event and the effect that names them.
 */
import type { ChanNo, ChunkNo, SwarmNo } from '../ids.ts'
import { errorCode } from '../errors.ts'
import { UPLINK_CHUNKS } from '../limits.ts'
import type { Effect } from '../machines/effect.ts'
import type { Event, StoreWork } from '../machines/event.ts'
import { sameBytes } from '../pure/bytes.ts'
import type { HostContext } from './host-context.ts'
import type { LinkSide, PageIn } from './link-side.ts'

export interface StoreSide {
  run (effect: Effect): boolean
  /** The peer is about to handle this event: only its effects can have the page checked that came with it. */
  handling (event: Event): void
  /** Forgets the chunks of a payload that nobody kept or dropped. */
  dismiss (swarm: SwarmNo): void
}

type Probe = Effect & { type: 'probe' }

export function createStoreSide (context: HostContext, links: LinkSide): StoreSide {
  const { store } = context.ports
  /** Assembled chunks waiting for `keep` or `drop`, by payload. */
  const arrived = new Map<SwarmNo, Map<number, ArrayBuffer>>()
  /** Chunks being read for a channel; `true` when the send was aborted meanwhile. */
  const reading = new Map<string, boolean>()
  /** Buffers of chunks that a link has. */
  const sending = new Map<string, ArrayBuffer>()
  /** Buffers of chunks that have left, for the next ones: a new one for each would keep the collector busy. */
  const spare: ArrayBuffer[] = []
  /** Pages whose `page-in` waits its turn. */
  const pagesIn = new WeakMap<Event, PageIn>()
  let pageIn: PageIn | undefined

  links.onChunk = (swarm, chunk, buffer) => {
    const chunks = arrived.get(swarm) ?? new Map<number, ArrayBuffer>()
    arrived.set(swarm, chunks.set(chunk, buffer))
  }
  links.onPage = (page) => {
    const event: Event = { type: 'page-in', chan: page.chan, head: page.head }
    pagesIn.set(event, page)
    context.dispatch(event)
  }

  links.onChunkOut = (chan, chunk) => {
    const key = `${chan}/${chunk}`
    const buffer = sending.get(key)
    sending.delete(key)
    if (buffer !== undefined && spare.length < UPLINK_CHUNKS) spare.push(buffer)
  }

  function take (swarm: SwarmNo, chunk: ChunkNo): ArrayBuffer | undefined {
    const chunks = arrived.get(swarm)
    const buffer = chunks?.get(chunk)
    if (chunks?.delete(chunk) === true && chunks.size === 0) arrived.delete(swarm)
    return buffer
  }

  function failed (swarm: SwarmNo, during: StoreWork): (error: unknown) => void {
    return (error) => {
      context.trouble('store', error)
      context.dispatch({ type: 'store-failed', swarm, code: errorCode(error), during })
    }
  }

  function keep (swarm: SwarmNo, chunk: ChunkNo): void {
    const buffer = take(swarm, chunk)
    if (buffer === undefined) return
    store.keep(swarm, chunk, buffer).then((kept) => {
      links.recycle(swarm, kept.buffer)
      context.dispatch({ type: 'kept', swarm, chunk, outcome: kept.outcome })
    }, (error: unknown) => {
      context.trouble('store', error)
      context.dispatch({ type: 'kept', swarm, chunk, outcome: 'io' })
    })
  }

  function rebuild (swarm: SwarmNo, stripe: number): void {
    store.rebuild(swarm, stripe).then(
      (rebuilt) => context.dispatch({ type: 'rebuilt', swarm, stripe, ...rebuilt }),
      (error: unknown) => {
        context.trouble('store', error)
        context.dispatch({ type: 'rebuilt', swarm, stripe, outcome: 'io', chunks: [] })
      }
    )
  }

  function drop (swarm: SwarmNo, chunk: ChunkNo): void {
    const buffer = take(swarm, chunk)
    if (buffer !== undefined) links.recycle(swarm, buffer)
  }

  function checkPage (swarm: SwarmNo, chan: ChanNo): void {
    if (pageIn?.chan !== chan) return
    store.checkPage(swarm, pageIn.head, pageIn.bytes).then(
      (result) => context.dispatch({ type: 'page-checked', swarm, chan, result }),
      failed(swarm, 'check-page')
    )
  }

  function sendPage (effect: Effect & { type: 'send-page' }): void {
    const swarm = links.swarmOf(effect.chan)
    if (swarm === undefined) return
    store.readPage(swarm, effect.page).then(({ head, page }) => {
      const link = links.at(effect.chan)
      link?.port.sendPage(link.chan, head, page)
    }, (error: unknown) => context.trouble('store', error))
  }

  function sendChunk (effect: Effect & { type: 'send-chunk' }): void {
    const { chan, chunk, offset, length } = effect
    const swarm = links.swarmOf(chan)
    const done = (outcome: 'aborted' | 'closed' | 'missing' | 'source-changed'): void =>
      context.dispatch({ type: 'chunk-out', chan, chunk, sentBytes: 0, outcome })
    if (swarm === undefined) return done('closed')
    const key = `${chan}/${chunk}`
    reading.set(key, false)
    store.readChunk(swarm, chunk, spare.pop()).then((bytes) => {
      const aborted = reading.get(key)
      reading.delete(key)
      const link = links.at(chan)
      if (link === undefined) done('closed')
      else if (aborted === true) done('aborted')
      else {
        if (bytes.buffer instanceof ArrayBuffer) sending.set(key, bytes.buffer)
        link.port.sendChunk(link.chan, chunk, offset, bytes.subarray(offset, offset + length))
      }
    }, (error: unknown) => {
      reading.delete(key)
      const code = errorCode(error)
      if (code !== 'not-found') context.trouble('store', error)
      done(code === 'source-changed' ? 'source-changed' : 'missing')
      if (code === 'source-changed' || code === 'source-missing') {
        context.dispatch({ type: 'store-failed', swarm, code, during: 'read' })
      }
    })
  }

  async function readBack ({ swarm, chan, chunk, offset, length }: Probe): Promise<'same' | 'wrong' | 'failed'> {
    const link = links.at(chan)
    if (link === undefined) return 'failed'
    const theirs = await link.port.probe(link.chan, chunk, offset, length)
    if (theirs === undefined) return 'failed'
    const ours = await store.readChunk(swarm, chunk)
    return sameBytes(theirs, ours.subarray(offset, offset + length)) ? 'same' : 'wrong'
  }

  function probe (effect: Probe): void {
    const { op, swarm } = effect
    readBack(effect).then(
      (outcome) => context.dispatch({ type: 'probed', op, swarm, outcome }),
      (error: unknown) => {
        context.trouble('store', error)
        context.dispatch({ type: 'probed', op, swarm, outcome: 'failed' })
      }
    )
  }

  function abortSend (chan: ChanNo, chunk: ChunkNo): void {
    const key = `${chan}/${chunk}`
    if (reading.has(key)) reading.set(key, true)
    else {
      const link = links.at(chan)
      link?.port.abortSend(link.chan, chunk)
    }
  }

  function seal (effect: Effect & { type: 'seal' }): void {
    const { swarm } = effect
    store.seal(swarm, effect.maxChunks, effect.flushMs).then(
      (sealed) => context.dispatch({ type: 'sealed', swarm, ...sealed }),
      failed(swarm, 'seal')
    )
  }

  function checkReceipt (effect: Effect & { type: 'check-receipt' }): void {
    const { swarm, chan } = effect
    store.checkReceipt(swarm, effect.receipt).then(
      ({ ok, receipts }) => context.dispatch({ type: 'receipt-checked', swarm, chan, ok, receipts }),
      failed(swarm, 'check-receipt')
    )
  }

  function checkHead (effect: Effect & { type: 'check-head' }): void {
    const { swarm, chan, head } = effect
    store.checkHead(swarm, head).then(
      (verdict) => context.dispatch({ type: 'head-checked', swarm, chan, head, verdict }),
      failed(swarm, 'check-head')
    )
  }

  return {
    run: (effect) => {
      switch (effect.type) {
        case 'keep': keep(effect.swarm, effect.chunk); return true
        case 'drop':
          drop(effect.swarm, effect.chunk)
          links.dropPartial(effect.swarm, effect.chunk)
          return true
        case 'check-page': checkPage(effect.swarm, effect.chan); return true
        case 'check-head': checkHead(effect); return true
        case 'send-page': sendPage(effect); return true
        case 'send-chunk': sendChunk(effect); return true
        case 'abort-send': abortSend(effect.chan, effect.chunk); return true
        case 'seal': seal(effect); return true
        case 'seal-parity':
          store.sealParity(effect.swarm, effect.maxStripes).then(
            (sealed) => context.dispatch({ type: 'parity-sealed', swarm: effect.swarm, ...sealed }),
            failed(effect.swarm, 'seal-parity')
          )
          return true
        case 'rebuild': rebuild(effect.swarm, effect.stripe); return true
        case 'sign-page':
          store.signPage(effect.swarm, effect.count, effect.final).then(
            ({ page, head }) => context.dispatch({ type: 'page-signed', swarm: effect.swarm, page, head }),
            failed(effect.swarm, 'sign-page')
          )
          return true
        case 'finish':
          store.finish(effect.swarm).then(
            () => context.dispatch({ type: 'finished', swarm: effect.swarm }),
            failed(effect.swarm, 'finish')
          )
          return true
        case 'sign-receipt':
          store.signReceipt(effect.swarm).then(
            (receipt) => context.dispatch({ type: 'receipt-signed', swarm: effect.swarm, receipt }),
            failed(effect.swarm, 'sign-receipt')
          )
          return true
        case 'check-receipt': checkReceipt(effect); return true
        case 'probe': probe(effect); return true
        case 'set-holders':
          store.setHolders(effect.swarm, effect.holders).catch((error: unknown) => context.trouble('store', error))
          return true
        case 'set-columns': {
          const { swarm, columns } = effect
          store.setColumns(swarm, columns).then(
            () => context.dispatch({ type: 'columns-set', swarm, columns }),
            failed(swarm, 'set-columns')
          )
          return true
        }
        case 'sign-release':
          store.signRelease(effect.swarm).then(
            (signature) => context.dispatch({ type: 'release-signed', swarm: effect.swarm, signature }),
            failed(effect.swarm, 'sign-release')
          )
          return true
        case 'check-release': {
          const { swarm, chan, signature } = effect
          store.checkRelease(swarm, signature).then(
            (ok) => context.dispatch({ type: 'release-checked', swarm, chan, ok }),
            failed(swarm, 'check-release')
          )
          return true
        }
        case 'set-paused':
          store.setPaused(effect.swarm, effect.paused).catch(failed(effect.swarm, 'set-paused'))
          return true
        case 'set-failed':
          store.setFailed(effect.swarm, effect.code).catch((error: unknown) => context.trouble('store', error))
          return true
        case 'forget':
          store.forget(effect.swarm).catch((error: unknown) => context.trouble('store', error))
          return true
        default: return false
      }
    },
    handling: (event) => { pageIn = pagesIn.get(event) },
    dismiss: (swarm) => { arrived.delete(swarm) }
  }
}
