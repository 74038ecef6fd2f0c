/** Every bound of the Waku service node, with its unit and its reason. */

/** Bytes of one Waku message: what the public network relays. */
export const MAX_MESSAGE_BYTES = 150 * 1024
/** Bytes of a request: one message and its envelope. */
export const MAX_REQUEST_BYTES = MAX_MESSAGE_BYTES + 4096
/** Milliseconds a message's time may be off: what the public network's rate proofs allow. */
export const MAX_CLOCK_SKEW_MS = 20_000
/** Bytes of one page of store answers: clients read at most 4 MiB at once. */
export const MAX_STORE_PAGE_BYTES = 3_500_000
/** Messages of one page of store answers when the client names no number, and at most: as nwaku. */
export const DEFAULT_STORE_PAGE = 20
export const MAX_STORE_PAGE = 100
/** Content topics or hashes named in one request. */
export const MAX_CRITERIA = 100
/** Content topics that one subscriber follows. */
export const MAX_SUBSCRIPTIONS = 1000
/** Subscribers of a node. */
export const MAX_SUBSCRIBERS = 1000
/** Messages waiting for one slow subscriber; then it is dropped and has to ask the store. */
export const MAX_PUSH_QUEUE = 256
/** Milliseconds a subscriber may take for one message. */
export const PUSH_TIMEOUT_MS = 10_000
/** Milliseconds to write an answer. */
export const ANSWER_TIMEOUT_MS = 10_000
/**
 * Streams of one protocol that one client holds open. Clients open them ahead of use and leave them idle, so they are
 * counted and not timed out: one closed under a client's hands reads as an empty answer.
 */
export const MAX_STREAMS = 128
/** Hashes of messages remembered to recognise a repeated one. */
export const MAX_RECENT_HASHES = 8192
/** Milliseconds a stored message is kept: seeks expire within 24 h, holders are asked for longer. */
export const RETENTION_MS = 7 * 24 * 3_600_000
/** Bytes of stored messages; the oldest go first. */
export const MAX_STORED_BYTES = 256 * 1024 * 1024
/** Messages stored between two looks at retention. */
export const RETENTION_CHECK_EVERY = 256
/** Clients whose rate is counted; the one heard from longest ago is forgotten first. */
export const MAX_RATED_CLIENTS = 10_000
/** Milliseconds until a lost or absent neighbour is dialled again, at first and at most. */
export const REDIAL_MS = 250
export const MAX_REDIAL_MS = 5_000
/** Milliseconds for dialling a neighbour. */
export const DIAL_TIMEOUT_MS = 5_000
