export type { AppPrefix } from './content-topic.ts'
export type {
  WakuConnection, WakuDecoder, WakuEncoder, WakuHealth, WakuLightNode, WakuPeerId, WakuReceived, WakuStoreQuery
} from './light-node.ts'
export type { OwnNodeOptions } from './own-node/create-own-node.ts'
export { wakuSignals } from './waku-signals.ts'
export type { GivenNode, SignalOptions, WakuSignalsOptions } from './waku-signals.ts'
