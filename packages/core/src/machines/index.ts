/** The sans-I/O ring: what an engine decides, without a clock, randomness or I/O of its own. */
export { createPeer } from './peer.ts'
export type { HoldersSnapshot, PauseReason, Peer, PeerOptions, TransferPhase, TransferSnapshot } from './peer-types.ts'
export type { Effect } from './effect.ts'
export type { DepositOutcome, Event, PeersTold, StoreWork } from './event.ts'
export type {
  Connection, Connector, ConnectorEvent, ConnectorOptions, MemberSource, PeerParts, RelayTender, RelayTenderEvent,
  RelayTenderOptions, Seek, SignalDesk, SignalDeskEvent, SignalDeskOptions,
} from './parts.ts'
export { createConnector } from './connector.ts'
export { createKeeperPolicy } from './keeper-policy.ts'
export type {
  CheckedGrant, Decision, DropReason, KeeperAsk, KeeperPolicy, KeeperProgress, KeeperRules, KeeperUsage, Lease,
} from './keeper-types.ts'
export { createRelayTender } from './relay-tender.ts'
export { createSignalDesk } from './signal-desk.ts'
export { payloadOf } from './swarm-state.ts'
export { createRandom } from './random.ts'
export type { Random } from './random.ts'
export { assertNever, chanNo, chunkNo, connNo, opNo, pageNo, swarmNo } from '../ids.ts'
export type {
  Address, ChanNo, ChunkNo, ConnNo, Instant, OpNo, PageNo, Path, PeerId, PrivacyClass, SwarmNo,
} from '../ids.ts'
// What events and effects speak of: completions of calls that only a host makes.
export type {
  DialFailure, KeepOutcome, LeaveReason, PageVerdict, SendOutcome, SourceRef, StoredTransfer, TransferInit,
} from '../ports.ts'
export type { HolderNote } from '../store-port.ts'
