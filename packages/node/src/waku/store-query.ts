import type { Libp2p } from '@libp2p/interface'
import { proto_store as proto } from '@waku/proto'
import { answerRequests } from './answer-requests.ts'
import { DEFAULT_STORE_PAGE, MAX_CRITERIA, MAX_STORE_PAGE, MAX_STORE_PAGE_BYTES } from './limits.ts'
import type { MessageStore, StoredMessage } from './message-store.ts'
import { Refusal, STATUS, statusOf } from './status.ts'

const STORE_PROTOCOL = '/vac/waku/store-query/3.0.0'

/**
 * Serves 13/WAKU2-STORE version 3: past messages in pages. The cursor counts for every query, or clients ask for ever.
 */
export async function serveStore (libp2p: Libp2p, store: MessageStore): Promise<void> {
  await answerRequests(libp2p, STORE_PROTOCOL, (bytes) => {
    const request = proto.StoreQueryRequest.decode(bytes)
    const { requestId, includeData } = request
    try {
      const page = capped(pageOf(request, store), request.paginationForward)
      const messages = page.map(({ hash, pubsubTopic, bytes: message }) => includeData
        ? { messageHash: hash, pubsubTopic, message: proto.WakuMessage.decode(message) }
        : { messageHash: hash })
      const last = request.paginationForward ? page.at(-1) : page[0]
      return proto.StoreQueryResponse.encode({
        requestId,
        statusCode: STATUS.ok,
        statusDesc: 'OK',
        messages,
        ...(last === undefined ? {} : { paginationCursor: last.hash })
      })
    } catch (error) {
      const { status, reason } = statusOf(error)
      return proto.StoreQueryResponse.encode({ requestId, statusCode: status, statusDesc: reason, messages: [] })
    }
  })
}

function pageOf (request: proto.StoreQueryRequest, store: MessageStore): StoredMessage[] {
  const {
    pubsubTopic,
    contentTopics,
    messageHashes,
    timeStart,
    timeEnd,
    paginationCursor,
    paginationForward,
    paginationLimit
  } = request
  if (contentTopics.length > MAX_CRITERIA || messageHashes.length > MAX_CRITERIA) {
    throw new Refusal(STATUS.badRequest, `more than ${MAX_CRITERIA} content topics or hashes`)
  }
  const wanted = Number(paginationLimit ?? 0n)
  const page = store.find({
    contentTopics,
    hashes: messageHashes,
    forward: paginationForward,
    limit: wanted === 0 ? DEFAULT_STORE_PAGE : Math.min(wanted, MAX_STORE_PAGE),
    ...(pubsubTopic ? { pubsubTopic } : {}),
    ...(timeStart ? { fromNs: timeStart } : {}),
    ...(timeEnd ? { toNs: timeEnd } : {}),
    ...(paginationCursor && paginationCursor.length > 0 ? { cursor: paginationCursor } : {})
  })
  if (page === undefined) throw new Refusal(STATUS.badRequest, 'the cursor is not known here; begin again')
  return page
}

/** As much of a page as a client can read at once, from the end it reads first; at least one message. */
function capped (page: StoredMessage[], forward: boolean): StoredMessage[] {
  let bytes = 0
  const reading = forward ? page : page.toReversed()
  const fitting = reading.filter(({ bytes: message }, index) => {
    bytes += message.length
    return index === 0 || bytes <= MAX_STORE_PAGE_BYTES
  })
  return forward ? fitting : fitting.reverse()
}
