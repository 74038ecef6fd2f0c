/** Bytes of archives, for whoever reads them without an engine: tools, tests, vectors. */
export {
  decodeAnnouncement, encodeAnnouncement, formatAnnouncement, joinAnnouncement, parseAnnouncement, signerOf,
} from './announcement.ts'
export type { Announcement, SignedAnnouncement } from './announcement.ts'
export { BundleReader } from './bundle-reader.ts'
export type { BundleClaims, BundleEvents } from './bundle-reader.ts'
export { BundleWriter } from './bundle-writer.ts'
export type { BundleEntry, TimeSpan } from './entry.ts'
export { addMessage, createFilter, filterHas, idsOf, sdsKey } from './filter.ts'
export { decodePack, decodePart, encodePack, encodePart } from './index-part.ts'
export type { Before, FilterPlace, IndexPart, ListedBundle } from './index-part.ts'
export { messageHash, messageMs } from './message.ts'
export type { ArchivedMessage, WakuMessage } from './message.ts'
export { checkPayloadHead, PAYLOAD_HEAD } from './payload-head.ts'
export { openAnnouncement, sealAnnouncement } from './sealed-announcement.ts'
export {
  announcementBucket, announcementMessage, deedMessage, deriveSeriesKeys, seriesId,
} from './series.ts'
export type { Deed, DeedRole, SeriesKeys } from './series.ts'
