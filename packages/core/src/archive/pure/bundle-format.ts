/**
 * The bytes of a bundle before compression: records, each `length (varint) || type (u8) || body`, the length counting
 * type and body. Topics are named once and counted from 0; messages stand in order of time, then of hash, so a message
 * that stands there twice breaks the order. Readers skip types that they do not know.
 *
 *   topic    length of the pubsub topic (varint) || pubsub topic || content topic
 *   message  topic (varint) || flags (u8) || time in ns (u64) || first 8 bytes of the hash
 *            || [length (varint) || meta] || [length (varint) || SDS id] || payload
 *   end      number of messages (u32); nothing follows
 *   filler   noise, put where the rest would shrink so well that it looked like a bomb
 *
 * The hash is cut: whoever writes a bundle can make the hash fit a forged message whatever its length, so the rest
 * would prove nothing more and is a fifth of a chat message's compressed bytes. Readers compute it whole.
 */
export const RECORD = { topic: 1, message: 2, end: 3, filler: 4 } as const
/** Bits of a message's flags; others are of a newer version. */
export const FLAG = { meta: 1, sdsId: 2 } as const
/** Bytes of a hash that a bundle keeps. */
export const CHECK_BYTES = 8
/** Topic, flags, time and hash in front of a message's parts. */
export const MESSAGE_HEAD_BYTES = 5 + 1 + 8 + CHECK_BYTES
