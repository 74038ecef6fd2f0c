import type { Measure } from './measure.ts'
import { coding } from './measures/coding.ts'
import { archiveSize } from './measures/archive-size.ts'
import { archiveYear } from './measures/archive-year.ts'
import { fileFarVsBitswap } from './measures/file-far-vs-bitswap.ts'
import { fileVsBitswap } from './measures/file-vs-bitswap.ts'
import { fileVsStream } from './measures/file-vs-stream.ts'
import { fileVsWebTorrent } from './measures/file-vs-webtorrent.ts'
import { firstByteMeasure } from './measures/first-byte.ts'
import { fourSenders } from './measures/four-senders.ts'
import { joins } from './measures/joins.ts'
import { keeperFlood } from './measures/keeper-flood.ts'
import { keeperMemory } from './measures/keeper-memory.ts'
import { limitedRelay } from './measures/limited-relay.ts'
import { memory } from './measures/memory.ts'
import { pageFirstByte } from './measures/page-first-byte.ts'
import { pageMainThread } from './measures/page-main-thread.ts'
import { pageMemory } from './measures/page-memory.ts'
import { pageVsBitswap } from './measures/page-vs-bitswap.ts'
import { pageVsChannel } from './measures/page-vs-channel.ts'
import { pageVsWebTorrent } from './measures/page-vs-webtorrent.ts'
import { receiverKilled } from './measures/receiver-killed.ts'
import { sealing } from './measures/sealing.ts'
import { senderKilled } from './measures/sender-killed.ts'
import { slowStream } from './measures/slow-stream.ts'
import { wakuMessages } from './measures/waku-messages.ts'

/** All measures, in the order of the documentation. */
export const measures: readonly Measure[] = [
  fileVsStream,
  fileVsBitswap,
  fileVsWebTorrent,
  fileFarVsBitswap,
  fourSenders,
  firstByteMeasure,
  sealing,
  coding,
  memory,
  receiverKilled,
  senderKilled,
  limitedRelay,
  wakuMessages,
  slowStream,
  joins,
  archiveSize,
  archiveYear,
  keeperMemory,
  keeperFlood,
  pageVsChannel,
  pageVsWebTorrent,
  pageVsBitswap,
  pageFirstByte,
  pageMainThread,
  pageMemory,
]
