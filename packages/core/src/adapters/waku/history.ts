import { PasselError } from '../../errors.ts'
import {
  MAX_PAST_MESSAGES,
  MAX_PAST_MS,
  MAX_WASTE_FACTOR,
  STORE_PAGE_MESSAGES,
  STORE_PAGE_TIMEOUT_MS,
  STORE_SLICE_MS
} from '../../limits.ts'
import { contentTopicOf, type AppPrefix } from './content-topic.ts'
import type { WakuConnection, WakuDecoder, WakuLightNode, WakuReceived } from './light-node.ts'
import { canceled, within } from './patience.ts'
import { createRecent } from './recent.ts'

export interface PastMessage { readonly payload: Uint8Array, readonly sentAtMs: number }

/** Looks up stored messages of a bucket; times in wall-clock ms, both ends included. */
export interface History {
  /**
   * Newest first, at most `maxBytes`. Fails with `waku-unreachable` or `canceled`: no answer is never the answer
   * "nothing".
   */
  query (
    bucket: number,
    sinceMs: number,
    untilMs: number,
    maxBytes: number,
    signal?: AbortSignal
  ): AsyncGenerator<PastMessage>
}

const STORE_PROTOCOL = '/vac/waku/store-query/3.0.0'

export function createHistory (node: WakuLightNode, app: AppPrefix): History {
  return {
    async * query (bucket, sinceMs, untilMs, maxBytes, signal) {
      const decoder = node.createDecoder({ contentTopic: contentTopicOf(app, bucket) })
      const { isNew } = createRecent() // slices touch, and a second service node begins its slice anew
      if (signal?.aborted === true) throw canceled(signal)
      let bytes = 0
      let readBytes = 0
      let messages = 0
      for (const slice of slices(sinceMs, untilMs)) {
        for await (const message of askInTurn(node, decoder, slice, signal)) {
          readBytes += message.payload.length
          // A service node may give what was not asked for, without end.
          if (++messages > MAX_PAST_MESSAGES || readBytes > MAX_WASTE_FACTOR * maxBytes) return
          const sentAtMs = message.timestamp?.getTime() ?? Number.NaN
          const wanted = sentAtMs >= sinceMs && sentAtMs <= untilMs // false for a time that is none
          if (!wanted || !isNew(bucket, message.payload, sentAtMs)) continue
          bytes += message.payload.length
          if (bytes > maxBytes) return
          yield { payload: message.payload, sentAtMs }
        }
      }
    }
  }
}

interface Slice { readonly fromMs: number, readonly toMs: number }

/** Newest first. One millisecond wider on either side where there is room: the SDK rounds times to 256 ns. */
function * slices (sinceMs: number, untilMs: number): Generator<Slice> {
  const oldest = Math.max(sinceMs, untilMs - MAX_PAST_MS) - 1
  for (let toMs = untilMs + 1; toMs >= oldest; toMs -= STORE_SLICE_MS) {
    yield { fromMs: Math.max(oldest, toMs - STORE_SLICE_MS), toMs }
  }
}

/** Asks one service node, and the next where that one fails. */
async function * askInTurn (
  node: WakuLightNode,
  decoder: WakuDecoder,
  slice: Slice,
  signal?: AbortSignal
): AsyncGenerator<WakuReceived> {
  let cause: unknown
  for (const connection of await storeConnections(node)) {
    try {
      yield * ask(node, connection, decoder, slice, signal)
      return
    } catch (error) {
      if (signal?.aborted === true) throw canceled(signal)
      cause = error
    }
  }
  throw new PasselError('waku-unreachable', 'no Waku service node answered about the past', { cause })
}

/** Connections to nodes with a store, the longest open first: a node just started has not stored what it missed. */
async function storeConnections (node: WakuLightNode): Promise<WakuConnection[]> {
  const open = node.libp2p.getConnections().filter(({ status }) => status === 'open')
  const offers = await Promise.all(open.map(async ({ remotePeer }) => {
    try {
      return (await node.libp2p.peerStore.get(remotePeer)).protocols.includes(STORE_PROTOCOL)
    } catch {
      return false // not known yet: it was connected a moment ago
    }
  }))
  return open.filter((_, index) => offers[index]).sort((a, b) => a.timeline.open - b.timeline.open)
}

async function * ask (
  node: WakuLightNode,
  connection: WakuConnection,
  decoder: WakuDecoder,
  { fromMs, toMs }: Slice,
  signal?: AbortSignal
): AsyncGenerator<WakuReceived> {
  const pages = node.store.queryGenerator([decoder], {
    timeStart: new Date(fromMs),
    timeEnd: new Date(toMs),
    paginationForward: false,
    paginationLimit: STORE_PAGE_MESSAGES,
    peerId: connection.remotePeer
  })
  try {
    for (;;) {
      const page = await within(pages.next(), STORE_PAGE_TIMEOUT_MS, signal)
      if (page.done === true) break
      const messages = await within(Promise.all(page.value), STORE_PAGE_TIMEOUT_MS, signal)
      yield * messages.filter((message) => message !== undefined).reverse()
    }
  } finally {
    // Not awaited: a generator that hangs would hang us too.
    pages.return(undefined).catch(() => 'its failure was told already')
  }
  await provesEnd(connection, signal)
}

/**
 * The SDK ends a query without a word when it can open no stream, just as when there is nothing more. The end is
 * believed while the same connection is open and takes a stream of the store's.
 */
async function provesEnd (connection: WakuConnection, signal?: AbortSignal): Promise<void> {
  const stream = await within(connection.newStream(STORE_PROTOCOL), STORE_PAGE_TIMEOUT_MS, signal)
  stream.abort(new Error('only asked whether the store can be reached'))
  if (connection.status !== 'open') throw new Error('the service node was lost during the query')
}
